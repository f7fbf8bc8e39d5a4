using System.Linq;
using StreamPS.Text;
using Xunit;

namespace StreamPS.Tests.Text;

public class TerminalTextTests
{
    [Theory]
    [InlineData("plain text\twith a tab\nand a line", "plain text\twith a tab\nand a line")]
    [InlineData("\u001B[31mred\u001B[0m", "\u241B[31mred\u241B[0m")]
    [InlineData("\u001B]0;title\u0007", "\u241B]0;title\u2407")]
    [InlineData("bell\a back\b null\0 delete\u007F", "bell\u2407 back\u2408 null\u2400 delete\u2421")]
    [InlineData("\u009B2J csi in one character", "\uFFFD2J csi in one character")]
    [InlineData("one\r\ntwo\nthree\rfour\r", "one\ntwo\nthree\u240Dfour\u240D")]
    [InlineData("\r\r\n\n", "\u240D\n\n")]
    [InlineData("שלום עולם", "שלום עולם")]
    [InlineData("漢字かな 한글", "漢字かな 한글")]
    [InlineData("👩‍💻 \u0301e", "👩‍💻 \u0301e")]
    public void Is_the_same_wherever_the_text_is_cut(string text, string shown) => CutEverywhere(text, shown);

    // Not in an attribute, whose text is kept as UTF-8.
    [Fact]
    public void A_half_without_its_other_half_is_replaced() => CutEverywhere("\uD83D alone \uDE00 and \uD83D", "\uFFFD alone \uFFFD and \uFFFD");

    [Fact]
    public void What_needs_nothing_passes_as_it_is()
    {
        const string Piece = " and so on";
        Assert.Same(Piece, new TerminalText().Next(Piece));
    }

    [Fact]
    public void Half_a_character_waits_for_the_other()
    {
        var terminal = new TerminalText();
        Assert.Equal("a", terminal.Next("a\uD83D"));
        Assert.Equal("😀b", terminal.Next("\uDE00b"));
        Assert.Equal("", terminal.End());
    }

    private static void CutEverywhere(string text, string shown)
    {
        for (int first = 0; first <= text.Length; first++)
        {
            for (int second = first; second <= text.Length; second++)
            {
                var terminal = new TerminalText();
                string[] pieces = [text[..first], text[first..second], text[second..]];
                Assert.Equal(shown, string.Concat(pieces.Select(terminal.Next)) + terminal.End());
            }
        }
    }
}
