using System.Text.RegularExpressions;

namespace StreamPS.Text;

/// <summary>A kind of HTML in Markdown: how it begins, and what ends it.</summary>
internal sealed class HtmlBlock
{
    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;

    private const string BlockNames =
        "address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|"
        + "footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|"
        + "search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul";

    private const string Attribute = """\s+[a-z_:][a-z0-9:._-]*(?:\s*=\s*(?:[^"'=<>`\s]+|'[^']*'|"[^"]*"))?""";

    private static readonly HtmlBlock[] Kinds =
    [
        new(@"^<(?:script|pre|style|textarea)(?:\s|>|$)", @"</(?:script|pre|style|textarea)>"),
        new("^<!--", "-->"),
        new(@"^<\?", @"\?>"),
        new(@"^<!\[CDATA\[", @"\]\]>"),
        new("^<![a-z]", ">"),
        new($@"^</?(?:{BlockNames})(?:\s|/?>|$)", end: null),
        new($@"^(?:<[a-z][a-z0-9-]*(?:{Attribute})*\s*/?>|</[a-z][a-z0-9-]*\s*>)\s*$", end: null) { InterruptsText = false },
    ];

    private readonly Regex _start;
    private readonly Regex? _end;

    private HtmlBlock(string start, string? end)
    {
        _start = new Regex(start, Options);
        _end = end is null ? null : new Regex(end, Options);
    }

    /// <summary>Whether an empty line ends it; otherwise its own mark does.</summary>
    public bool EndsAtBlank => _end is null;

    private bool InterruptsText { get; init; } = true;

    /// <summary>The kind that begins with this text, or null.</summary>
    public static HtmlBlock? Find(string text, bool inText)
    {
        if (text.Length < 2 || text[0] != '<')
            return null;

        foreach (var kind in Kinds)
        {
            if (kind._start.IsMatch(text) && (kind.InterruptsText || !inText))
                return kind;
        }

        return null;
    }

    /// <summary>Whether this line is its last.</summary>
    public bool EndsWith(string text) => _end?.IsMatch(text) == true;
}
