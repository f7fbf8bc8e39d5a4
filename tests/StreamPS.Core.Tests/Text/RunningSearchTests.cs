using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using StreamPS.Text;
using Xunit;

namespace StreamPS.Tests.Text;

public class RunningSearchTests
{
    [Theory]
    [InlineData("END", "the END of END", "4-7 11-14")]
    [InlineData("(?i)end", "The End", "4-7")]
    [InlineData("^the", "the the", "0-3")]
    [InlineData("a{3}", "aaaaaaa", "0-3 3-6")]
    [InlineData("x*", "no such", "")]
    [InlineData("(?<=\\d)€", "5€ €", "1-2")]
    [InlineData("\\d+", "12 345", "0-2 3-6")]
    [InlineData("END$", "END END", "4-7")]
    [InlineData("a(?!b)", "ab ac a", "3-4 6-7")]
    [InlineData("line\\r?\\n", "line\r\nline\n", "0-6 6-11")]
    public void Finds_the_same_wherever_the_text_is_cut(string pattern, string text, string found)
    {
        for (int first = 0; first <= text.Length; first++)
        {
            for (int second = first; second <= text.Length; second++)
            {
                var search = new RunningSearch(new Regex(pattern));
                string[] pieces = [text[..first], text[first..second], text[second..]];
                Assert.Equal(found, string.Join(' ', pieces.SelectMany(search.Add).Concat(Lazy(search.Complete)).Select(match => $"{match.Position}-{match.End}")));
            }
        }
    }

    [Fact]
    public void A_match_counts_when_it_cannot_grow_any_more()
    {
        var search = new RunningSearch(new Regex(@"\d+"));
        Assert.Empty(search.Add("a1"));
        Assert.Empty(search.Add("2"));
        Assert.Equal("12", Assert.Single(search.Add("b")).ToString());
        Assert.Empty(search.Add("3"));
        Assert.Equal("3", Assert.Single(search.Complete()).ToString());
    }

    [Fact]
    public void Keeps_positions_and_anchors_in_a_long_text()
    {
        var search = new RunningSearch(new Regex("^x|stop"));
        var found = new List<long>();
        for (int piece = 0; piece < 10_000; piece++)
            found.AddRange(search.Add(piece == 7_777 ? "x stop " : "x pads ").Select(match => match.Position));

        Assert.Equal([0, (7_777 * 7) + 2], found);
    }

    [Fact]
    public void Finds_the_longest_match_at_any_place()
    {
        string longest = "<" + new string('y', RunningSearch.LongestMatch - 2) + ">";
        for (int before = 0; before < 3 * RunningSearch.LongestMatch; before += 1_021)
        {
            var search = new RunningSearch(new Regex("<y+>"));
            string text = new string('n', before) + longest;
            var found = Enumerable.Range(0, (text.Length + 6) / 7).SelectMany(piece => search.Add(text.Substring(piece * 7, Math.Min(7, text.Length - (piece * 7)))));
            Assert.Equal(before, Assert.Single(found.Concat(Lazy(search.Complete))).Position);
        }
    }

    [Fact]
    public void A_pattern_without_a_time_limit_gets_one()
    {
        var search = new RunningSearch(new Regex("(a+)+$"));
        Assert.Throws<RegexMatchTimeoutException>(() => search.Add(new string('a', 40) + "b"));
    }

    private static IEnumerable<RunningMatch> Lazy(Func<IReadOnlyList<RunningMatch>> find)
    {
        foreach (var match in find())
            yield return match;
    }
}
