namespace StreamPS.Binding;

/// <summary>A text file in a message: its text between two tags, of which the first says its name. Fences of backquotes would end at the first one in the text.</summary>
internal static class AttachedText
{
    /// <summary>The text with its tags.</summary>
    public static string Of(string label, string text)
    {
        string lineEnd = text.Length == 0 || text[text.Length - 1] == '\n' ? "" : "\n";
        return $"<file name=\"{label.Replace("\"", "&quot;")}\">\n{text}{lineEnd}</file>";
    }
}
