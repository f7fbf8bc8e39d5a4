namespace StreamPS.Display;

/// <summary>Where Invoke-ChatStream shows a reply: the values of $ChatStreamDisplay.</summary>
internal enum ChatStreamDisplay
{
    /// <summary>As text that flows when it was typed at a prompt and nothing takes its output, as objects otherwise.</summary>
    Auto,

    /// <summary>As text that flows, in functions and scripts, too, unless the command's own line takes its output.</summary>
    Inline,

    /// <summary>As objects, always.</summary>
    Objects,
}
