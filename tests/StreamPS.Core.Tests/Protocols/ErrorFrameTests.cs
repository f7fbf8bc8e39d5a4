using System.Net;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Protocols;

/// <summary>Errors in the middle of a stream, in the six forms of wire-protocols and their neighbours.</summary>
public sealed class ErrorFrameTests
{
    [Theory]
    [InlineData("data: {\"error\":{\"message\":\"boom\",\"type\":\"server_error\",\"code\":\"x\",\"param\":null}}\n\n", "boom", "x")]
    [InlineData("event: error\ndata: {\"message\":\"boom\",\"code\":\"y\"}\n\n", "boom", "y")]
    [InlineData("data: {\"object\":\"error\",\"message\":\"boom\",\"type\":\"BadRequestError\",\"param\":null,\"code\":400}\n\n", "boom", "BadRequestError")]
    [InlineData("data: {\"id\":\"gen-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"error\":{\"code\":502,\"message\":\"Provider disconnected\"},\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\"},\"finish_reason\":\"error\",\"native_finish_reason\":null}]}\n\n", "Provider disconnected", "502")]
    [InlineData("error: {\"code\":400,\"message\":\"context overflow\"}\n\ndata: [DONE]\n\n", "context overflow", "400")]
    [InlineData("data: {\"error\":\"plain text\"}\n\n", "plain text", null)]
    [InlineData("data: {\"code\":\"Throttling\",\"message\":\"slow down\",\"request_id\":\"r\"}\n\n", "slow down", "Throttling")]
    [InlineData("data: {\"choices\":[],\"x_groq\":{\"id\":\"r\",\"error\":\"over capacity\"}}\n\n", null, null)]
    [InlineData("data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"error\"}]}\n\n", null, null)]
    [InlineData("data: [{\"error\":{\"code\":429,\"message\":\"Quota\",\"status\":\"RESOURCE_EXHAUSTED\"}}]\n\n", "Quota", "RESOURCE_EXHAUSTED")]
    [InlineData("event: error\ndata: just words\n\n", "just words", null)]
    public void An_error_is_recognised_with_its_words_and_code(string frame, string? message, string? code)
    {
        var decoding = Decoding.OfStream("data: {\"choices\":[{\"delta\":{\"content\":\"so far\"}}]}\n\n" + frame + "data: [DONE]\n\n");

        Assert.NotNull(decoding.Error);
        if (message is not null)
            Assert.Equal(message, decoding.Error.Message);
        Assert.Equal(code, decoding.Error.Code);
        Assert.Equal("so far", decoding.Completion.Text);
        Assert.False(decoding.HasEnded);
    }

    [Fact]
    public void The_status_in_an_error_of_a_stream_is_read()
    {
        var decoding = Decoding.OfFrames("""{"error":{"code":502,"message":"Provider disconnected"}}""");

        Assert.Equal(HttpStatusCode.BadGateway, decoding.Error?.Status);
    }

    [Fact]
    public void Text_in_the_frame_of_an_error_is_not_lost()
    {
        var decoding = Decoding.OfFrames("""{"choices":[{"delta":{"content":"last words"},"finish_reason":"error"}],"error":{"message":"boom"}}""");

        Assert.Equal("last words", decoding.Content);
        Assert.Equal("boom", decoding.Error?.Message);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("false")]
    public void An_error_field_that_says_there_is_none_is_none(string json)
    {
        var decoding = Decoding.OfFrames($$$"""{"error":{{{json}}},"choices":[{"delta":{"content":"a"}}]}""");

        Assert.Null(decoding.Error);
        Assert.Equal("a", decoding.Content);
    }

    [Fact]
    public void An_error_event_that_looks_like_a_frame_before_it_is_an_error()
    {
        const string Frame = """{"error":{"message":"boom"},"choices":[{"delta":{"content":"a"}}]}""";
        var decoding = Decoding.OfStream($"data: {Frame.Replace("\"error\":{\"message\":\"boom\"},", "", System.StringComparison.Ordinal)}\n\nevent: error\ndata: {Frame}\n\n");

        Assert.Equal("boom", decoding.Error?.Message);
    }

    [Fact]
    public void A_message_cut_in_the_middle_of_an_emoji_is_readable()
    {
        var decoding = Decoding.OfFrames("""{"error":{"message":"bad prompt: a\ud83d","code":"x\ud83d"}}""");

        Assert.Equal("bad prompt: a\ud83d", decoding.Error?.Message);
    }

    [Fact]
    public void A_message_with_bytes_that_are_no_utf8_is_readable()
    {
        var decoding = new Decoding();
        decoding.Add([.. """{"error":{"message":"bad"""u8, 0xFF, .. "\"}}"u8]);

        Assert.Equal("bad\uFFFD", decoding.Error?.Message);
    }

    [Fact]
    public void An_error_with_a_name_of_half_a_surrogate_pair_is_an_error_all_the_same()
    {
        var decoding = Decoding.OfFrames("""{"error":{"\ud83d":1,"message":"boom"}}""");

        Assert.NotNull(decoding.Error);
        Assert.Contains("boom", decoding.Error.Message, System.StringComparison.Ordinal);
    }
}
