namespace StreamPS.Conversation.Slash;

/// <summary>The piece of code that a number means.</summary>
internal static class CodeChoice
{
    /// <summary>Finds it; null when there is none, which is said.</summary>
    public static MarkdownCode? Find(Dialogue dialogue, int number)
    {
        if (dialogue.Code.Find(number) is { } code)
            return code;

        int last = dialogue.Code.Last;
        dialogue.Screen.ShowError(last == 0 ? "No code was shown yet." : $"There is no code {number}: the numbers go from 1 to {last}.");
        return null;
    }
}
