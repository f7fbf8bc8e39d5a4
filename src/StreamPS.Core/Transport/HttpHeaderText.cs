using System;
using System.Linq;

namespace StreamPS.Transport;

/// <summary>Which texts can stand in a header (RFC 9110, section 5).</summary>
internal static class HttpHeaderText
{
    private const string NamePunctuation = "!#$%&'*+-.^_`|~";

    private static readonly string[] OwnNames = ["Content-Length", "Transfer-Encoding", "Connection", "Upgrade"];

    /// <summary>True for the headers that frame a message: only who sends it can set them.</summary>
    public static bool IsFraming(string name) => OwnNames.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>True for the headers that describe the body.</summary>
    public static bool BelongsToContent(string name) =>
        name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase)
        || name.Equals("Allow", StringComparison.OrdinalIgnoreCase)
        || name.Equals("Expires", StringComparison.OrdinalIgnoreCase)
        || name.Equals("Last-Modified", StringComparison.OrdinalIgnoreCase);

    public static bool IsName(string text) =>
        text.Length > 0 && text.All(character => character is >= 'a' and <= 'z' or >= 'A' and <= 'Z' or >= '0' and <= '9' || NamePunctuation.Contains(character));

    public static bool IsValue(string text) => text.All(character => character is >= ' ' and <= '~' or '\t');
}
