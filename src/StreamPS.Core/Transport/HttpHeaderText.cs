using System.Linq;

namespace StreamPS.Transport;

/// <summary>Which texts can stand in a header (RFC 9110, section 5).</summary>
internal static class HttpHeaderText
{
    private const string NamePunctuation = "!#$%&'*+-.^_`|~";

    public static bool IsName(string text) =>
        text.Length > 0 && text.All(character => character is >= 'a' and <= 'z' or >= 'A' and <= 'Z' or >= '0' and <= '9' || NamePunctuation.Contains(character));

    public static bool IsValue(string text) => text.All(character => character is >= ' ' and <= '~' or '\t');
}
