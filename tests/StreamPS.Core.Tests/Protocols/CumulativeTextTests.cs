using System;
using System.Collections.Generic;
using System.Linq;
using StreamPS.Protocols;
using Xunit;

namespace StreamPS.Tests.Protocols;

/// <summary>Increments and everything so far, told apart.</summary>
public sealed class CumulativeTextTests
{
    [Theory]
    // Increments, as asked for.
    [InlineData("a|b|c", "a|b|c")]
    [InlineData("ha|haha|!", "ha|ha|ha!")]
    [InlineData("ha|haha", "ha|ha|ha")]
    [InlineData("ha|ha", "ha||ha")]
    [InlineData("ha|ha|ha| funny", "ha|||haha funny")]
    [InlineData("0|0|0|0|0|0", "0|||000|0|0")]
    [InlineData("ha|haha!| funny", "ha|ha|ha! funny")]
    [InlineData("1|10|100|1000|.", "1||||101001000.")]
    [InlineData("I|I'm|", "I||I'm")]
    [InlineData("|a|ab|", "|a||ab")]
    // Everything so far, though increments were asked for.
    [InlineData("我是|我是通|我是通义|我是通义千问,由|我是通义千问,由阿里|我是通义千问,由阿里云", "我是||||通义千问,由阿里|云")]
    [InlineData("The answer is|The answer is 4|The answer is 42|The answer is 42.", "The answer is|| 42|.")]
    [InlineData("Yes|Yes.", "Yes||.")]
    [InlineData("Yes|Yes.|Yes.", "Yes|||.")]
    [InlineData("The answer is|The answer is 4|The answer is 42|The answer|The answer is 42|The answer is 42!", "The answer is|| 42|||!")]
    [InlineData("The answer is|The answer is 4|The answer is 4\uFFFD|The answer is 42.", "The answer is|| 4\uFFFD|2.")]
    // Both readings agree as far as it goes.
    [InlineData("-|--|---|----|-----", "-|-|-|-|-|----------")]
    public void Values_are_read_as_what_they_are(string values, string expected)
    {
        var text = new CumulativeText();
        var fresh = values.Split('|').Select(value => text.Take(value)).ToList();
        if (text.End() is { Length: > 0 } rest)
            fresh.Add(rest);

        // A value that was held back to the end is its own piece, except where the last value itself released it.
        Assert.Equal(expected, string.Join("|", fresh));
    }

    [Fact]
    public void The_same_again_beside_something_else_is_everything_so_far()
    {
        var text = new CumulativeText();

        Assert.Equal("I look.", text.Take("I look."));
        Assert.Equal("", text.Take("I look.", mayRepeat: true));
        Assert.Equal(" Done.", text.Take("I look. Done."));
        Assert.Equal("", text.End());
    }

    [Fact]
    public void A_row_of_ever_longer_values_is_everything_so_far_even_of_one_letter()
    {
        string text = string.Concat(Decode(Enumerable.Range(1, 40).Select(length => new string('-', length))));

        Assert.Equal(new string('-', 40), text);
    }

    [Fact]
    public void What_turns_out_to_be_increments_after_all_goes_on_as_increments()
    {
        var text = new CumulativeText();
        foreach (string value in new[] { "The answer is", "The answer is 4", "The answer is 42" })
            text.Take(value);

        Assert.Equal(", and", text.Take(", and"));
        Assert.Equal(", and", text.Take(", and"));
        Assert.True(text.IsIncremental);
    }

    [Fact]
    public void A_character_of_two_halves_is_handed_out_whole()
    {
        var decoded = Decode(["🎉", "🎉🎊", "🎉🎊🎈", "🎉🎊🎈🎁", "🎉🎊🎈🎁🎂"]);

        Assert.Equal("🎉🎊🎈🎁🎂", string.Concat(decoded));
        Assert.All(decoded, piece => Assert.False(piece.Length > 0 && (char.IsLowSurrogate(piece[0]) || char.IsHighSurrogate(piece[^1]))));
    }

    [Fact]
    public void Any_text_split_into_increments_decodes_to_itself() => ForEachSplit(
        increments => increments,
        // Increments that grow to the end, each beginning with the one before, can't be told from everything so far.
        isAmbiguous: increments => AreNested(increments) && !IsRepetition(increments));

    [Fact]
    public void Any_text_split_into_ever_longer_beginnings_decodes_to_itself() => ForEachSplit(
        DashScopeSamples.Prefixes,
        // A text that is nothing but a repetition can't be told from increments, and those are what is asked for.
        isAmbiguous: increments => IsRepetition(DashScopeSamples.Prefixes(increments)));

    /// <summary>Splits random texts. The longest piece is too short for increments to look like everything so far by chance.</summary>
    private static void ForEachSplit(Func<IReadOnlyList<string>, IEnumerable<string>> send, Func<IReadOnlyList<string>, bool> isAmbiguous)
    {
        string[] alphabets = ["ab", "ha! ", "0123456789", "的我是通义千问", "abcdefghijklmnopqrstuvwxyz .,\n", "😀😁x"];
        int checks = 0;
        for (int seed = 0; seed < 30_000; seed++)
        {
            var random = new Random(seed);
            string alphabet = alphabets[random.Next(alphabets.Length)];
            int longest = random.Next(1, 7);
            var increments = Enumerable.Range(0, random.Next(1, 30))
                .Select(_ => string.Concat(Enumerable.Range(0, random.Next(1, longest + 1)).Select(_ => Pick(alphabet, random))))
                .ToList();
            if (isAmbiguous(increments))
                continue;

            string expected = string.Concat(increments);
            string actual = string.Concat(Decode(send(increments)));
            Assert.True(expected == actual, $"Seed {seed}: {string.Join('|', increments)} became {actual}");
            checks++;
        }

        Assert.True(checks > 25_000, $"Only {checks} texts were clear: too few to prove anything.");
    }

    private static string Pick(string alphabet, Random random)
    {
        var runes = alphabet.EnumerateRunes().ToArray();
        return runes[random.Next(runes.Length)].ToString();
    }

    private static List<string> Decode(IEnumerable<string> values)
    {
        var text = new CumulativeText();
        var decoded = values.Select(value => text.Take(value)).ToList();
        decoded.Add(text.End());
        return decoded;
    }

    private static bool AreNested(IEnumerable<string> values) =>
        values.Zip(values.Skip(1)).All(pair => pair.Second.StartsWith(pair.First, StringComparison.Ordinal));

    // True when the last value, the whole text in one reading, is a beginning of all values joined, the text in the other.
    private static bool IsRepetition(IEnumerable<string> values) =>
        values.Count() > 1 && AreNested(values) && string.Concat(values).StartsWith(values.Last(), StringComparison.Ordinal);
}
