using System;
using System.Threading.Tasks;
using StreamPS.LoopbackServer;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Client;

/// <summary>Replies that are none, or come to no end: an error with what arrived, never a silent success.</summary>
public sealed class BrokenReplyTests : ServerTest
{
    private const string NoEnd = "The stream ended without its end marker: the reply may be cut.";
    private const string Empty = "The service ended the stream without sending anything.";
    private const string Cut = "The stream was cut in the middle of a frame.";

    [Fact]
    public async Task A_clean_end_without_the_marker_is_incomplete_even_after_a_finish_reason()
    {
        var exception = await FailAsync(Reply.Frames(OpenAIFrames.Content("part"), OpenAIFrames.Finish()));

        AssertIncomplete(exception, NoEnd, "part");
        Assert.Equal(ChatFinishReason.Stop, exception.Completion?.FinishReason);
    }

    [Fact]
    public async Task A_clean_end_without_marker_and_finish_reason_is_incomplete() =>
        AssertIncomplete(await FailAsync(Reply.Frames(OpenAIFrames.Content("pa"), OpenAIFrames.Content("rt"))), NoEnd, "part");

    [Fact]
    public async Task Half_a_frame_at_the_end_is_incomplete()
    {
        string half = OpenAIFrames.Content("lost");

        AssertIncomplete(await FailAsync(Reply.Frames(OpenAIFrames.Content("part"), half[..^12])), Cut, "part");
        AssertIncomplete(await FailAsync(Reply.Frames(OpenAIFrames.Content("part"), "data: {\"choices\":[{\"delta\":{\"content\":\"\u4f60")), Cut, "part");
        AssertIncomplete(await FailAsync(Reply.Frames(OpenAIFrames.Content("part"), "data: [DON")), Cut, "part");
        AssertIncomplete(await FailAsync(Reply.Frames(OpenAIFrames.Content("part"), "dat")), NoEnd, "part");
    }

    [Fact]
    public async Task A_whole_frame_without_its_blank_line_counts_but_ends_nothing() =>
        AssertIncomplete(await FailAsync(Reply.Frames(OpenAIFrames.Content("pa"), OpenAIFrames.Content("rt").TrimEnd())), NoEnd, "part");

    [Fact]
    public async Task An_empty_body_is_incomplete() => AssertIncomplete(await FailAsync(Reply.Frames()), Empty, "");

    [Fact]
    public async Task White_space_alone_is_incomplete() => AssertIncomplete(await FailAsync(Reply.Frames("\r\n\r\n", "  ")), Empty, "");

    [Fact]
    public async Task The_end_marker_alone_is_incomplete() => AssertIncomplete(await FailAsync(Reply.Frames(OpenAIFrames.Done)), Empty, "");

    [Fact]
    public async Task A_body_shorter_than_declared_is_a_lost_connection()
    {
        var exception = await FailAsync(Reply.Frames(OpenAIFrames.Content("part")) with { ContentLength = 5000 });

        AssertLost(exception, "part");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_connection_that_breaks_in_the_middle_is_lost_with_the_text_so_far(bool reset)
    {
        var gate = new Gate();
        Server.Respond(Reply.Frames(OpenAIFrames.Content("pa"), OpenAIFrames.Content("rt")).Then(ReplyStep.WaitFor(gate), reset ? ReplyStep.Reset : ReplyStep.Close));
        await using var stream = CreateClient().Stream("Hello");
        await NextAsync(stream);
        await NextAsync(stream);
        gate.Open();

        var exception = await Assert.ThrowsAnyAsync<ChatException>(() => stream.WaitToReadAsync().AsTask().WaitAsync(Limit));

        AssertLost(exception, "part");
        Assert.Same(exception, stream.Completion.Error);
        Assert.False(await stream.WaitToReadAsync());
    }

    [Fact]
    public async Task A_connection_that_breaks_before_the_headers_is_lost()
    {
        var exception = await FailAsync(new Reply { BeforeHeaders = [ReplyStep.Reset] });

        Assert.Equal(ChatErrorKind.ConnectionLost, exception.Kind);
        Assert.Equal($"{Server.Address.GetLeftPart(UriPartial.Authority)} closed the connection without an answer.", exception.Message);
        Assert.Equal("", exception.Completion?.Text);
    }

    [Fact]
    public async Task A_page_with_status_200_is_a_protocol_error_that_names_its_title()
    {
        var exception = await FailAsync(Reply.Text(200, "text/html", "<!DOCTYPE html>\n<html><head><title>Log in to the Wi-Fi</title></head><body>…</body></html>"));

        AssertProtocolError(exception, "The service answered with a web page instead of a stream: Log in to the Wi-Fi");
    }

    [Fact]
    public async Task A_page_that_claims_to_be_a_stream_is_a_page_all_the_same()
    {
        var exception = await FailAsync(Reply.Text(200, "text/event-stream", "  \n<html><title>Sign in</title>") with { Bytewise = true });

        AssertProtocolError(exception, "The service answered with a web page instead of a stream: Sign in");
    }

    [Fact]
    public async Task A_plain_text_is_a_protocol_error() =>
        AssertProtocolError(
            await FailAsync(Reply.Text(200, "text/plain", "Service under maintenance\n")),
            "The service answered with something that is no chat stream: Service under maintenance");

    [Theory]
    [InlineData("{\"ok\":true}", "The service answered with JSON that is no reply: {\"ok\":true}")]
    [InlineData("{\"choices\":", "The service answered with damaged JSON instead of a stream: {\"choices\":")]
    [InlineData("{\"content\":\"hi\"}\n{\"content\":\"ho\"}", "The service answered with JSON that is no reply: {\"content\":\"hi\"} {\"content\":\"ho\"}")]
    public async Task Json_that_is_no_reply_is_a_protocol_error(string body, string message) =>
        AssertProtocolError(await FailAsync(Reply.Json(200, body)), message);

    [Fact]
    public async Task Streams_of_another_kind_are_a_protocol_error() =>
        AssertProtocolError(
            await FailAsync(Reply.Frames("data: {\"content\":\"hi\"}\n\ndata: {\"done\":true}\n\n")),
            "The service answered with something that is no chat stream: data: {\"content\":\"hi\"} data: {\"done\":true}");

    [Fact]
    public async Task A_damaged_frame_is_a_protocol_error_with_the_text_so_far()
    {
        var exception = await FailAsync(Reply.Frames(OpenAIFrames.Content("part"), "data: {\"choices\":[}\n\n", OpenAIFrames.Content("never"), OpenAIFrames.Done));

        AssertProtocolError(exception, "The service sent a frame that can't be read: {\"choices\":[}", "part");
        Assert.NotNull(exception.InnerException);
    }

    [Fact]
    public async Task Bytes_that_are_no_utf8_do_no_harm_in_arguments_either()
    {
        byte[] frame = [.. """data: {"choices":[{"delta":{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":{"x":" """u8, 0xFF, .. "\"}}}]}}]}\n\n"u8];
        var completion = await AskAsync(Reply.Frames(OpenAIFrames.Content("part")).Then(ReplyStep.Write(frame)).ThenFrames(OpenAIFrames.Done));

        Assert.Equal("part", completion.Text);
        Assert.Equal("f({\"x\":\" \uFFFD\"})", Assert.Single(completion.ToolCalls).ToString());
    }

    [Fact]
    public async Task An_error_in_json_with_status_200_is_the_services_error()
    {
        var exception = Assert.IsType<ChatServiceException>(await FailAsync(Reply.Json(200, """{"error":{"code":429,"message":"Rate limit exceeded"}}""")));

        Assert.Equal(ChatErrorKind.RateLimited, exception.Kind);
        Assert.Equal("Custom answered with an error (in the stream, 429): Rate limit exceeded", exception.Message);
        Assert.Equal(ChatCompletionStatus.Failed, exception.Completion?.Status);
    }

    [Fact]
    public async Task An_error_in_the_stream_is_the_services_error_with_the_text_so_far()
    {
        var exception = Assert.IsType<ChatServiceException>(await FailAsync(
            Reply.Frames(OpenAIFrames.Content("part"), OpenAIFrames.Error("The engine is overloaded", "engine_overloaded_error"), OpenAIFrames.Done).WithHeader("x-request-id", "r-1")));

        Assert.Equal(ChatErrorKind.Overloaded, exception.Kind);
        Assert.Equal("Custom answered with an error (in the stream, engine_overloaded_error): The engine is overloaded", exception.Message);
        Assert.Equal("engine_overloaded_error", exception.ServiceCode);
        Assert.Equal("The engine is overloaded", exception.ServiceMessage);
        Assert.Equal(System.Net.HttpStatusCode.OK, exception.StatusCode);
        Assert.Equal("part", exception.Completion?.Text);
        Assert.Equal(ChatCompletionStatus.Failed, exception.Completion?.Status);
        Assert.Equal("r-1", exception.RequestId);
        Assert.Equal("r-1", exception.Completion?.RequestId);
    }

    [Fact]
    public async Task Deltas_before_an_error_in_one_packet_are_read_before_it_is_thrown()
    {
        Server.Respond(Reply.Frames(OpenAIFrames.Content("a") + OpenAIFrames.Content("b") + OpenAIFrames.Error("boom")));
        await using var stream = CreateClient().Stream("Hello");

        Assert.Equal("a", (await NextAsync(stream)).Content);
        Assert.Equal("b", (await NextAsync(stream)).Content);
        await Assert.ThrowsAsync<ChatServiceException>(() => stream.WaitToReadAsync().AsTask());
    }

    [Fact]
    public async Task Damaged_compression_is_a_lost_connection()
    {
        var reply = Reply.Text(200, "text/event-stream", "this is no gzip").WithHeader("Content-Encoding", "gzip");

        Assert.Equal(ChatErrorKind.ConnectionLost, (await FailAsync(reply)).Kind);
    }

    private static void AssertIncomplete(ChatException exception, string message, string text)
    {
        Assert.IsType<ChatStreamException>(exception);
        Assert.Equal(ChatErrorKind.IncompleteStream, exception.Kind);
        Assert.Equal(message, exception.Message);
        Assert.Equal(text, exception.Completion?.Text);
        Assert.Equal(ChatCompletionStatus.Incomplete, exception.Completion?.Status);
        Assert.Same(exception, exception.Completion?.Error);
    }

    private static void AssertLost(ChatException exception, string text)
    {
        Assert.IsType<ChatConnectionException>(exception);
        Assert.Equal(ChatErrorKind.ConnectionLost, exception.Kind);
        Assert.StartsWith("The connection broke in the middle of the reply: ", exception.Message, StringComparison.Ordinal);
        Assert.NotNull(exception.InnerException);
        Assert.Equal(text, exception.Completion?.Text);
        Assert.Equal(ChatCompletionStatus.Incomplete, exception.Completion?.Status);
    }

    private static void AssertProtocolError(ChatException exception, string message, string text = "")
    {
        Assert.IsType<ChatStreamException>(exception);
        Assert.Equal(ChatErrorKind.ProtocolError, exception.Kind);
        Assert.Equal(message, exception.Message);
        Assert.Equal(text, exception.Completion?.Text);
        Assert.Equal(ChatCompletionStatus.Failed, exception.Completion?.Status);
    }
}
