using System.Linq;
using StreamPS.Protocols;
using Xunit;

namespace StreamPS.Tests.Protocols;

/// <summary>Where a continuation meets the text before: what it repeats is left out, and nothing else.</summary>
public sealed class SeamTests
{
    [Theory]
    [InlineData("The quick brown", " fox jumps", " fox jumps")]
    [InlineData("The quick brown", "brown fox jumps", " fox jumps")]
    [InlineData("The quick brown", "The quick brown fox", " fox")]
    [InlineData("The quick bro", "brown fox", "wn fox")]
    [InlineData("I like the e", "even ones", "ven ones")]
    [InlineData("I like", "even ones", "even ones")]
    [InlineData("Now I see", "even more", "even more")]
    [InlineData("你好，世", "世界", "界")]
    [InlineData("one, two", "three", "three")]
    [InlineData("one two three", "two four", "two four")]
    [InlineData("a b a b", "a b c", " c")]
    [InlineData("Line\n", "\nNext", "Next")]
    [InlineData("The end", "end", "")]
    public void In_words_a_model_may_repeat_its_last_words(string text, string continuation, string expected) =>
        Assert.Equal(expected, Join(text, continuation, isExact: false));

    [Theory]
    [InlineData("Well, no, ", "no, never", "no, never")]
    [InlineData("The quick bro", "brown fox", "brown fox")]
    [InlineData("Line\n", "\nNext", "\nNext")]
    [InlineData("It was the best of times", "the best of times, it was the worst", ", it was the worst")]
    [InlineData("The quick", "The quick brown", " brown")]
    public void Where_the_service_goes_on_exactly_only_what_can_not_be_chance_is_left_out(string text, string continuation, string expected) =>
        Assert.Equal(expected, Join(text, continuation, isExact: true));

    [Theory]
    [InlineData("Line\n", "\nNext", "Next")]
    [InlineData("Line\n", "\n\nNext", "\nNext")]
    [InlineData("Line ", "Next", "Next")]
    public void White_space_that_was_not_sent_may_come_again(string text, string continuation, string expected) =>
        Assert.Equal(expected, Join(text, continuation, isExact: true, unsent: 1));

    [Fact]
    public void Without_a_text_before_everything_is_new()
    {
        var seam = new Seam("", isExact: false, unsent: 0);

        Assert.Equal("", seam.Join(""));
        Assert.Equal("a", seam.Join("a"));
        Assert.True(seam.IsSettled);
        Assert.Equal("", seam.Close());
    }

    [Fact]
    public void What_is_clear_is_not_held_back()
    {
        var seam = new Seam("The quick brown", isExact: false, unsent: 0);

        Assert.Equal("", seam.Join("brown"));
        Assert.Equal(" fox", seam.Join(" fox"));
        Assert.Equal(" brown", seam.Join(" brown"));
    }

    // In pieces of every size, the result has to be the same.
    private static string Join(string text, string continuation, bool isExact, int unsent = 0)
    {
        string[] results = [.. Enumerable.Range(1, continuation.Length).Select(size =>
        {
            var seam = new Seam(text, isExact, unsent);
            return string.Concat(continuation.Chunk(size).Select(piece => seam.Join(new string(piece)))) + seam.Close();
        })];
        return Assert.Single(results.Distinct());
    }
}
