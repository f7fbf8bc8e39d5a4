using System;
using System.Text;
using StreamPS.Protocols;
using Xunit;

namespace StreamPS.Tests.Protocols;

public sealed class FrameTemplateTests
{
    private const string Frame = """{"delta":{"content":"Hi"}}""";

    [Fact]
    public void It_matches_nothing_before_a_frame_was_remembered()
    {
        Assert.Null(Match(new FrameTemplate(), Frame));
        Assert.Null(Match(new FrameTemplate(), ""));
    }

    [Theory]
    [InlineData("""{"delta":{"content":"Hi"}}""", "Hi")]
    [InlineData("""{"delta":{"content":"a much longer text, 你好 🎉"}}""", "a much longer text, 你好 🎉")]
    [InlineData("""{"delta":{"content":""}}""", "")]
    [InlineData("""{"delta":{"content":"}}"}}""", "}}")]
    [InlineData("{\"delta\":{\"content\":\"\u007f\"}}", "\u007f")]
    public void It_takes_the_text_of_a_frame_that_differs_in_the_text_alone(string frame, string text) => Assert.Equal(text, Match(Remember(), frame));

    [Theory]
    [InlineData("""{"delta":{"content":"a\n"}}""")]
    [InlineData("""{"delta":{"content":"\""}}""")]
    [InlineData("""{"delta":{"content":"a","role":"b"}}""")]
    [InlineData("""{"delta":{"content":"a"},"x":{"y":"z"}}""")]
    [InlineData("""{"delta":{"content":null}}""")]
    [InlineData("""{"delta":{"content": "Hi"}}""")]
    [InlineData("""{"delta":{"content":"Hi"}} """)]
    [InlineData("""{"delta":{"content":"Hi"}""")]
    [InlineData("""{"delta":{"content":"}}""")]
    [InlineData("""{"delta":{"refusal":"Hi"}}""")]
    [InlineData("{\"delta\":{\"content\":\"a\nb\"}}")]
    [InlineData("{\"delta\":{\"content\":\"a\0b\"}}")]
    [InlineData("")]
    public void It_leaves_other_frames_to_the_parser(string frame) => Assert.Null(Match(Remember(), frame));

    [Fact]
    public void The_frame_remembered_last_counts_whatever_its_size()
    {
        var template = Remember();
        string longer = $"{{\"id\":\"{new string('x', 1000)}\",\"delta\":{{\"content\":\"Hi\"}}}}";

        Remember(template, longer);
        Assert.Null(Match(template, Frame));
        Assert.Equal("Hi", Match(template, longer));

        Remember(template, Frame);
        Assert.Null(Match(template, longer));
        Assert.Equal("Hi", Match(template, Frame));
    }

    private static FrameTemplate Remember()
    {
        var template = new FrameTemplate();
        Remember(template, Frame);
        return template;
    }

    private static void Remember(FrameTemplate template, string frame) =>
        template.Remember(Encoding.UTF8.GetBytes(frame), frame.IndexOf("Hi", StringComparison.Ordinal), 2);

    private static string? Match(FrameTemplate template, string frame) =>
        template.TryMatch(Encoding.UTF8.GetBytes(frame), out var text) ? Encoding.UTF8.GetString(text) : null;
}
