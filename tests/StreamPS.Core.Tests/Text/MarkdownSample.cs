using System;
using System.Text;

namespace StreamPS.Tests.Text;

/// <summary>Texts that are full of what makes blocks of Markdown.</summary>
internal static class MarkdownSample
{
    private static readonly string[] Pieces =
    [
        "a", "b c", "\n", "\n", "\n", "\n\n", "\r\n", "\r", "- ", "* ", "1. ", "2) ", "> ", ">", "```", "````", "~~~", "    ", "  ", " ", "\t", "# ", "---", "===", "***",
        "<div>", "</div>", "<!--", "-->", "| a | b |", "|---|---|", "x|y", "-|-", "<b>", "*", "`",
    ];

    public static string Write(Random random)
    {
        var text = new StringBuilder();
        int count = random.Next(1, 14);
        for (int index = 0; index < count; index++)
            text.Append(Pieces[random.Next(Pieces.Length)]);
        return text.ToString();
    }
}
