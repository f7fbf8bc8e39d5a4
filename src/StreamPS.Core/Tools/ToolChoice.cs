namespace StreamPS.Tools;

/// <summary>Whether the model has to call tools, and which.</summary>
internal sealed class ToolChoice
{
    private ToolChoice(string? word, string? name)
    {
        Word = word;
        Name = name;
    }

    /// <summary>As the model likes, which is what holds when nothing is said.</summary>
    public static ToolChoice Auto { get; } = new("auto", name: null);

    /// <summary>None at all.</summary>
    public static ToolChoice None { get; } = new("none", name: null);

    /// <summary>One at least.</summary>
    public static ToolChoice Required { get; } = new("required", name: null);

    /// <summary>The word that most formats have for it; null for a tool's name.</summary>
    public string? Word { get; }

    /// <summary>The tool that has to be called; null for a word.</summary>
    public string? Name { get; }

    /// <summary>A certain tool.</summary>
    public static ToolChoice Of(string name) => new(word: null, name);
}
