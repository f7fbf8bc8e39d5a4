using System;
using System.Linq;
using System.Net.Sockets;
using System.Threading.Tasks;
using StreamPS.LoopbackServer;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Cassettes;

/// <summary>A replayed request ends as the recorded one did.</summary>
public sealed class EndingTests : CassetteTest
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(0.3);

    [Fact]
    public async Task A_body_that_ends_too_early()
    {
        var recorded = await RecordAsync(Reply.Frames(OpenAIFrames.Content("part")));

        Assert.Equal(ChatErrorKind.IncompleteStream, recorded.Error);
        await AssertReplayedAsync(recorded, """{"how":"Complete"}""");
    }

    [Fact]
    public async Task A_connection_that_is_closed_in_the_middle()
    {
        var recorded = await RecordAsync(Reply.Frames(OpenAIFrames.Content("part")).Then(ReplyStep.Close));

        Assert.Equal(ChatErrorKind.ConnectionLost, recorded.Error);
        var replayed = await AssertReplayedAsync(recorded, """{"how":"Broken","kind":"ConnectionLost"}""");
        Assert.Equal(recorded.Failure!.Message, replayed.Failure!.Message);
    }

    [Fact]
    public async Task A_connection_that_is_reset_in_the_middle()
    {
        var recorded = await RecordAsync(Reply.Frames(OpenAIFrames.Content("part")).Then(ReplyStep.Reset));

        Assert.Equal(ChatErrorKind.ConnectionLost, recorded.Error);
        await AssertReplayedAsync(recorded, """{"how":"Broken","kind":"ConnectionLost","socketError":"ConnectionReset"}""");
    }

    [Fact]
    public async Task A_connection_that_is_reset_before_the_answer()
    {
        var recorded = await RecordAsync(new Reply { BeforeHeaders = [ReplyStep.Reset] });

        Assert.Equal(ChatErrorKind.ConnectionLost, recorded.Error);
        await AssertReplayedAsync(recorded, """{"how":"Broken","kind":"ConnectionLost","socketError":"ConnectionReset"}""");
    }

    [Fact]
    public async Task An_answer_that_is_not_HTTP()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var answer = Task.Run(async () =>
        {
            using var connection = await listener.AcceptSocketAsync();
            await connection.ReceiveAsync(new byte[10_000]);
            await connection.SendAsync("SSH-2.0-x\r\n\r\n"u8.ToArray());
        });
        var recorded = await RecordAsync(recorder => new ChatClient(ChatProvider.FromBaseUri(new Uri($"http://{listener.LocalEndpoint}/v1")), Options(recorder)));
        await answer.WaitAsync(Limit);

        // What the other flavour is told says no more than that the connection ended.
        var kind = Flavour.IsNetStandard ? ChatErrorKind.ConnectionLost : ChatErrorKind.ProtocolError;
        Assert.Equal(kind, recorded.Error);
        await AssertReplayedAsync(recorded, $$"""{"how":"Broken","kind":"{{kind}}"}""");
    }

    [Fact]
    public async Task A_connection_that_is_refused()
    {
        var address = new Uri($"http://127.0.0.1:{FreePort.Get()}/v1");
        var recorded = await RecordAsync(recorder => new ChatClient(ChatProvider.FromBaseUri(address), Options(recorder)));

        Assert.Equal(ChatErrorKind.ConnectionFailed, recorded.Error);
        var replayed = await AssertReplayedAsync(recorded, """{"how":"Broken","kind":"ConnectionFailed","socketError":"ConnectionRefused"}""");
        Assert.IsType<SocketException>(replayed.Failure!.GetBaseException());
        Assert.StartsWith($"There is no connection to {address.GetLeftPart(UriPartial.Authority)}: ", replayed.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_nobody_has()
    {
        var recorded = await RecordAsync(recorder => new ChatClient(ChatProvider.FromBaseUri(new Uri("http://nosuchhost.invalid/v1")), Options(recorder)));

        Assert.Equal(ChatErrorKind.NameResolutionFailure, recorded.Error);
        var replayed = await AssertReplayedAsync(recorded);
        Assert.Equal("The name 'nosuchhost.invalid' can't be resolved.", replayed.Failure!.Message);
        Assert.Equal(recorded.Failure!.IsTransient, replayed.Failure.IsTransient);
    }

    [Fact]
    public async Task A_proxy_that_is_not_there_is_not_named()
    {
        int port = FreePort.Get();
        var recorded = await RecordAsync(recorder => CreateClient(new ChatClientOptions
        {
            Recorder = recorder,
            Retry = ChatRetryOptions.None,
            Connection = new ConnectionOptions { Proxy = new Uri($"http://me:secret@127.0.0.1:{port}") },
        }));

        Assert.Equal(ChatErrorKind.ProxyFailure, recorded.Error);
        Assert.DoesNotContain($"{port}", System.IO.File.ReadAllText(File), StringComparison.Ordinal);
        await AssertReplayedAsync(recorded);
    }

    [Theory]
    [InlineData(401, ChatErrorKind.Unauthorized)]
    [InlineData(429, ChatErrorKind.RateLimited)]
    [InlineData(500, ChatErrorKind.ServiceError)]
    public async Task An_error_as_the_answer(int status, ChatErrorKind kind)
    {
        var recorded = await RecordAsync(Reply.Json(status, """{"error":{"message":"No.","code":"c7"}}""").WithHeader("x-request-id", "r9").WithHeader("Retry-After", "7"));

        Assert.Equal((kind, "c7"), (recorded.Error, recorded.Failure!.ServiceCode));
        var replayed = await AssertReplayedAsync(recorded, """{"how":"Complete"}""");
        Assert.Equal(TimeSpan.FromSeconds(7), replayed.Failure!.RetryAfter);
        Assert.Equal("r9", replayed.Failure.RequestId);
    }

    [Fact]
    public async Task Silence_in_the_middle_that_the_client_ended()
    {
        Server.Respond(Reply.Frames(OpenAIFrames.Content("part")).Then(ReplyStep.Stall));
        var recorded = await RecordAsync(recorder => CreateClient(Options(recorder, new ChatTimeouts { Idle = Short })));

        Assert.Equal(ChatErrorKind.IdleTimeout, recorded.Error);
        await AssertReplayedAsync(recorded, """{"how":"Closed","kind":"IdleTimeout"}""");
    }

    [Fact]
    public async Task Silence_from_the_beginning_that_the_client_ended()
    {
        Server.Respond(new Reply { BeforeHeaders = [ReplyStep.Stall] });
        var recorded = await RecordAsync(recorder => CreateClient(Options(recorder, new ChatTimeouts { FirstToken = Short })));

        Assert.Equal(ChatErrorKind.FirstTokenTimeout, recorded.Error);
        await AssertReplayedAsync(recorded, """{"how":"Closed","kind":"FirstTokenTimeout"}""");
    }

    [Fact]
    public async Task A_reply_that_took_too_long_for_the_client()
    {
        Server.Respond(Reply.Frames(OpenAIFrames.Content("part")).Then(ReplyStep.Stall));
        var recorded = await RecordAsync(recorder => CreateClient(Options(recorder, new ChatTimeouts { Total = Short })));

        Assert.Equal(ChatErrorKind.TimedOut, recorded.Error);
        await AssertReplayedAsync(recorded, """{"how":"Closed","kind":"TimedOut"}""");
    }

    [Fact]
    public async Task A_connection_that_took_too_long_for_the_client()
    {
        // It takes the connection and never answers the greeting of TLS.
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var recorded = await RecordAsync(recorder =>
            new ChatClient(ChatProvider.FromBaseUri(new Uri($"https://{listener.LocalEndpoint}/v1")), Options(recorder, new ChatTimeouts { Connection = Short })));

        Assert.Equal(ChatErrorKind.ConnectionFailed, recorded.Error);
        await AssertReplayedAsync(recorded, """{"how":"Closed","kind":"ConnectionFailed"}""");
    }

    [Fact]
    public async Task A_reader_who_had_enough_leaves_a_cassette_with_what_was_read()
    {
        var gate = new Gate();
        Server.Respond(Reply.Frames(OpenAIFrames.Content("one")).Then(ReplyStep.WaitFor(gate)));
        using (var recorder = new CassetteRecorder(File))
        {
            var stream = CreateClient(Options(recorder)).Stream("Hello");
            await NextAsync(stream);
            await stream.DisposeAsync();
            await recorder.CompleteAsync().WaitAsync(Limit);
        }

        Json.Equal("""{"end":1,"ms":0,"how":"Closed"}""", WithoutTime(ReadLines("end").Single()));
        var replayed = await ReplayAsync();
        Assert.Equal((ChatErrorKind.CassetteMismatch, "one////"), (replayed.Error, replayed.Deltas));
        Assert.Equal($"The cassette '{File}' doesn't have more of this answer: the recording of the request in line 2 was stopped here.", replayed.Failure!.Message);
    }

    [Fact]
    public async Task A_recording_that_breaks_off_can_be_replayed_as_far_as_it_goes()
    {
        await RecordAsync(Answer());
        string[] lines = System.IO.File.ReadAllLines(File);
        System.IO.File.WriteAllLines(File, [.. lines.Take(3), """{"piece":1,"ms":1,"text":"data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"H\"}}]}\n\n"}"""]);

        Assert.Equal(("H////", ChatErrorKind.CassetteMismatch), ((await ReplayAsync()).Deltas, (await ReplayAsync()).Error));

        System.IO.File.WriteAllLines(File, lines.Take(2));
        var replayed = await ReplayAsync();
        Assert.Equal($"The cassette '{File}' doesn't have more of this answer: the recording of the request in line 2 breaks off here.", replayed.Failure!.Message);

        System.IO.File.WriteAllLines(File, lines.SkipLast(1));
        Assert.Equal((ChatCompletionStatus.Complete, (ChatErrorKind?)null), ((await ReplayAsync()).Status, (await ReplayAsync()).Error));
    }

    private static ChatClientOptions Options(CassetteRecorder recorder, ChatTimeouts timeouts) => new() { Recorder = recorder, Retry = ChatRetryOptions.None, Timeouts = timeouts };

    private static string WithoutTime(System.Text.Json.JsonElement line)
    {
        var fields = line.EnumerateObject().Where(field => field.Name is not "ms").Select(field => $"\"{field.Name}\":{field.Value.GetRawText()}");
        return $$"""{{{string.Join(',', fields)}},"ms":0}""";
    }

    private async Task<Played> AssertReplayedAsync(Played recorded, string? end = null)
    {
        var line = ReadLines("end").Single();
        if (end is not null)
        {
            using var expected = System.Text.Json.JsonDocument.Parse(end);
            foreach (var field in expected.RootElement.EnumerateObject())
                Assert.Equal(field.Value.GetString(), line.GetProperty(field.Name).GetString());
            Assert.Equal(expected.RootElement.TryGetProperty("kind", out _), line.TryGetProperty("kind", out _));
        }

        var replayed = await ReplayAsync();
        Assert.Equal(recorded, replayed);
        return replayed;
    }
}
