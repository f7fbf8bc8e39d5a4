using System;
using System.Collections.Generic;
using System.Linq;
using StreamPS.Text;
using Xunit;

namespace StreamPS.Tests.Text;

/// <summary>Text in pieces, cut into pieces that mean something: the same wherever it was cut before.</summary>
public class TextSplitterTests
{
    private const string Fence = "```";

    public static readonly TheoryData<SplitBy, string, string[]> Samples = new()
    {
        { SplitBy.Line, "one\ntwo\r\n\nthree", ["one\n", "two\r\n", "\n", "three"] },
        { SplitBy.Line, "one\n", ["one\n"] },
        { SplitBy.Sentence, "One. Two! Three? Four", ["One. ", "Two! ", "Three? ", "Four"] },
        { SplitBy.Sentence, "Pi is 3.14. See e.g. Knuth, vol. 2, or Mr. Smith and J. Doe. End.", ["Pi is 3.14. ", "See e.g. Knuth, vol. 2, or Mr. Smith and J. Doe. ", "End."] },
        { SplitBy.Sentence, "He said \"No.\" Then he left... and came back. (Really.) Yes", ["He said \"No.\" ", "Then he left... and came back. ", "(Really.) ", "Yes"] },
        { SplitBy.Sentence, "第一句。第二句！「第三句。」第四句", ["第一句。", "第二句！", "「第三句。」", "第四句"] },
        { SplitBy.Sentence, "A heading\n\nSome text\nover lines. More", ["A heading\n\n", "Some text\nover lines. ", "More"] },
        { SplitBy.Sentence, "Items:\n- one\n- two\n\n1. First\n2. Second\n", ["Items:\n", "- one\n", "- two\n\n", "1. First\n", "2. Second\n"] },
        { SplitBy.Sentence, "\n\nHello. World", ["\n\nHello. ", "World"] },
        { SplitBy.Sentence, "2024 was good.\n2025 is better", ["2024 was good.\n", "2025 is better"] },
        { SplitBy.Paragraph, "# Title\n\nOne\ntwo\n\n\nThree\n", ["# Title\n", "\nOne\ntwo\n", "\n\nThree\n"] },
        { SplitBy.Paragraph, "One\n\n\n", ["One\n", "\n\n"] },
        { SplitBy.CodeBlock, $"Text\n{Fence}csharp\nvar a;\n{Fence}\nMore\n", ["Text\n", $"{Fence}csharp\nvar a;\n{Fence}\n", "More\n"] },
        { SplitBy.CodeBlock, $"- item\n  {Fence}\n  x\n  {Fence}\n  rest\n", ["- item\n", $"  {Fence}\n  x\n  {Fence}\n", "  rest\n"] },
        { SplitBy.CodeBlock, $"````md\n{Fence}\ninner\n{Fence}\n````\nafter", [$"````md\n{Fence}\ninner\n{Fence}\n````\n", "after"] },
        { SplitBy.CodeBlock, $"a\n{Fence}py\nprint(1)\n", ["a\n", $"{Fence}py\nprint(1)\n"] },
        { SplitBy.CodeBlock, $"{Fence}\na\n{Fence}\n{Fence}\nb\n{Fence}", [$"{Fence}\na\n{Fence}\n", $"{Fence}\nb\n{Fence}"] },
        { SplitBy.CodeBlock, "no code at all\n\nreally", ["no code at all\n\nreally"] },
        { SplitBy.Json, "[1, \"a,]\\\"\", {\"b\": [2, {}]} ,[3],null]", ["1", "\"a,]\\\"\"", "{\"b\": [2, {}]}", "[3]", "null"] },
        { SplitBy.Json, "{\"a\":1}\n{\"b\":\"}\"}\n", ["{\"a\":1}", "{\"b\":\"}\"}"] },
        { SplitBy.Json, $"Here it is:\n{Fence}json\n[{{\"a\": 1}}]\n{Fence}\nDone.", ["{\"a\": 1}"] },
        { SplitBy.Json, "[]", [] },
        { SplitBy.Json, "[[]]", ["[]"] },
    };

    [Theory]
    [MemberData(nameof(Samples))]
    public void Is_the_same_wherever_the_text_was_cut(SplitBy by, string text, string[] expected)
    {
        for (int first = 0; first <= text.Length; first++)
        {
            for (int second = first; second <= text.Length; second += Math.Max(1, text.Length / 20))
                Assert.Equal(expected, Split(by, text[..first], text[first..second], text[second..]).Select(piece => piece.Text));
        }

        Assert.Equal(expected, Split(by, [.. text.Select(character => $"{character}")]).Select(piece => piece.Text));
    }

    [Theory]
    [InlineData(SplitBy.Line)]
    [InlineData(SplitBy.Sentence)]
    [InlineData(SplitBy.Paragraph)]
    [InlineData(SplitBy.CodeBlock)]
    public void Changes_nothing(SplitBy by)
    {
        const string Alphabet = "aB1 .!?。\n\n\r`~#-*>|\"'()[]{}\t\\。😀";
        var random = new Random(4_711);
        for (int round = 0; round < 3_000; round++)
        {
            var parts = new List<string>();
            for (int part = random.Next(12); part >= 0; part--)
                parts.Add(new string([.. Enumerable.Range(0, random.Next(9)).Select(_ => Alphabet[random.Next(Alphabet.Length)])]));

            var pieces = Split(by, [.. parts]);

            Assert.Equal(string.Concat(parts), string.Concat(pieces));
            long start = 0;
            foreach (var piece in pieces)
            {
                Assert.Equal(start, piece.Start);
                Assert.NotEqual("", piece.Text);
                start += piece.Text.Length;
            }

            Assert.Equal(Split(by, string.Concat(parts)).Select(piece => piece.Text), pieces.Select(piece => piece.Text));
        }
    }

    [Theory]
    [InlineData(SplitBy.Line, "one\n", 1)]
    [InlineData(SplitBy.Sentence, "One. T", 1)]
    [InlineData(SplitBy.Sentence, "第一句。第", 1)]
    [InlineData(SplitBy.Paragraph, "One\n\n", 1)]
    [InlineData(SplitBy.CodeBlock, "```\na\n```\n", 1)]
    [InlineData(SplitBy.Json, "[{\"a\":1}", 1)]
    [InlineData(SplitBy.Json, "[1,", 1)]
    public void A_piece_is_there_as_soon_as_it_is_finished(SplitBy by, string text, int count)
    {
        var splitter = TextSplitter.Create(by);
        Assert.Empty(splitter.Add(text[..^1]));
        Assert.Equal(count, splitter.Add(text[^1..]).Count);
    }

    [Fact]
    public void Code_has_its_language_and_its_text()
    {
        var pieces = Split(SplitBy.CodeBlock, $"a\n> {Fence}c# title\n> x\n>  y\n> {Fence}\n{Fence}\nopen");
        Assert.Equal([null, "c#", null], pieces.Select(piece => piece.Code?.Language));
        Assert.Equal([null, "x\n y\n", "open"], pieces.Select(piece => piece.Code?.Text));
        Assert.Equal([null, true, false], pieces.Select(piece => piece.Code?.IsClosed));
        Assert.Equal(["a", "x\n y\n", "open"], pieces.Select(piece => piece.Content));
    }

    [Theory]
    [InlineData("[{\"a\":1}, oops, 2]", "1 0 1")]
    [InlineData("[1 2]", "1 1")]
    [InlineData("[{\"a\":", "0")]
    [InlineData("{\"a\": \"\\\"", "0")]
    [InlineData("[\"\\uD83D\"]", "1")]
    public void What_is_no_json_is_a_piece_without_it(string text, string found)
    {
        string actual = string.Join(' ', Split(SplitBy.Json, text).Select(piece => piece.Json is null ? 0 : 1));
        Assert.Equal(found, actual);
    }

    [Theory]
    [InlineData(SplitBy.Line)]
    [InlineData(SplitBy.Sentence)]
    [InlineData(SplitBy.Paragraph)]
    [InlineData(SplitBy.CodeBlock)]
    [InlineData(SplitBy.Json)]
    public void A_long_text_without_an_end_takes_linear_time(SplitBy by)
    {
        var splitter = TextSplitter.Create(by);
        long before = GC.GetAllocatedBytesForCurrentThread();
        splitter.Add(by == SplitBy.Json ? "[\"" : "A ");
        for (int part = 0; part < 200_000; part++)
            splitter.Add("word ");
        splitter.Complete();

        // Copying all of it with each part would be 200 GB.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000_000);
    }

    private static List<TextPiece> Split(SplitBy by, params string[] parts)
    {
        var splitter = TextSplitter.Create(by);
        return [.. parts.SelectMany(splitter.Add), .. splitter.Complete()];
    }
}
