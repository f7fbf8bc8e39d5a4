using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace StreamPS.Diagnosis;

/// <summary>Names in what an event stream differs from its plainest form. None of it is an error: StreamPS reads it all, other clients don't.</summary>
internal static class FramingQuirks
{
    private static readonly string[] KnownFields = ["data", "event", "id", "retry"];

    /// <summary>The quirks of a stream's beginning, for people.</summary>
    public static IReadOnlyList<string> Find(byte[] stream)
    {
        string text = Encoding.UTF8.GetString(stream);
        string[] lines = text.TrimStart('\uFEFF').Replace("\r\n", "\n").Replace('\r', '\n').Split('\n');
        var quirks = new List<string>();
        Add(quirks, text.Length > 0 && text[0] == '\uFEFF', "begins with a byte order mark");
        Add(quirks, text.Contains("\r\n", StringComparison.Ordinal), "lines end with CRLF");
        Add(quirks, text.Replace("\r\n", "").Contains('\r'), "lines end with CR");
        Add(quirks, lines.Any(line => line.StartsWith("data:", StringComparison.Ordinal) && line.Length > 5 && line[5] != ' '), "no space after 'data:'");
        Add(quirks, lines.Any(line => line.Length > 0 && line[0] == ':'), "comments");
        Add(quirks, lines.Zip(lines.Skip(1), (line, next) => IsData(line) && IsData(next)).Any(isPair => isPair), "data in several lines");
        Add(quirks, lines.Any(IsContinuation), "data continued without a prefix");
        Add(quirks, text.Length > 0 && !text.EndsWith("\n\n", StringComparison.Ordinal) && !text.EndsWith("\r\n\r\n", StringComparison.Ordinal), "no blank line at the end");
        return quirks;
    }

    private static bool IsData(string line) => line.StartsWith("data:", StringComparison.Ordinal);

    private static bool IsContinuation(string line) =>
        line.Length > 0 && line[0] != ':' && !KnownFields.Any(field => line == field || line.StartsWith(field + ":", StringComparison.Ordinal));

    private static void Add(List<string> quirks, bool isThere, string quirk)
    {
        if (isThere)
            quirks.Add(quirk);
    }
}
