using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;
using StreamPS.LoopbackServer;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Faults;

/// <summary>
/// Stopping with TLS and HTTP/2, where streams share a connection: the server sees within milliseconds that one was given up, and the others go on.
/// The flavour for .NET Framework speaks HTTP/1.1 here, each stream over a connection of its own.
/// </summary>
[Collection(SerialCollection.Name)]
public sealed class SecureCancellationTests : ServerTest, IDisposable
{
    private const int Tries = 5;

    // What it takes as a rule, and what it may take when the machine has something else to do.
    private static readonly TimeSpan Promptly = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan AtTheLatest = TimeSpan.FromMilliseconds(500);

    private readonly X509Certificate2 _certificate = LoopbackCertificate.Create();
    private readonly ManualClock _clock = new();
    private readonly TaskCompletionSource _waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private protected override ChatServerOptions ServerOptions => new() { Certificate = _certificate };

    public void Dispose() => _certificate.Dispose();

    [Fact]
    public Task Before_the_headers() => CheckAsync(new Reply { BeforeHeaders = [ReplyStep.Stall] }, async (stream, number) =>
    {
        var first = stream.WaitToReadAsync().AsTask();
        await Server.WaitForRequestAsync(number + 1);
        return first;
    });

    [Fact]
    public Task In_a_stall() => CheckAsync(Reply.Frames(OpenAIFrames.Content("part")).Then(ReplyStep.Stall), async (stream, _) =>
    {
        await NextAsync(stream);
        return stream.WaitToReadAsync().AsTask();
    });

    [Fact]
    public Task In_full_flow() => CheckAsync(Reply.Bulk(2_000_000), async (stream, _) =>
    {
        for (int i = 0; i < 1000; i++)
            await NextAsync(stream);
        return null;
    });

    [Fact]
    public async Task In_the_wait_for_a_retry()
    {
        var other = await BeginOtherAsync();
        Server.Respond(Reply.Json(503, """{"error":{"message":"Busy"}}""").WithHeader("Retry-After", "30"));
        using var stop = new CancellationTokenSource();
        await using var stream = CreateClient().Stream("Hello", stop.Token);
        var first = stream.WaitToReadAsync().AsTask();
        await _waiting.Task.WaitAsync(Limit);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.WaitAsync(AtTheLatest));
        Assert.Equal(ChatCompletionStatus.Cancelled, stream.Completion.Status);
        _clock.Advance(TimeSpan.FromSeconds(59));
        await AssertUntouchedAsync(other);
        Assert.Equal(2, Server.Requests.Count);
    }

    [Fact]
    public async Task A_broken_connection_breaks_all_its_streams()
    {
        var other = await BeginOtherAsync();
        var gate = new Gate();
        Server.Respond(Reply.Frames(OpenAIFrames.Content("part")).Then(ReplyStep.WaitFor(gate), ReplyStep.Reset));
        await using var stream = CreateClient().Stream("Hello");
        await NextAsync(stream);
        gate.Open();

        ChatStream[] lost = Flavour.IsNetStandard ? [stream] : [stream, other.Stream];
        foreach (var each in lost)
            await AssertLostAsync(each);
        await other.Stream.DisposeAsync();
    }

    private static async Task AssertLostAsync(ChatStream stream)
    {
        var exception = await Assert.ThrowsAsync<ChatConnectionException>(() => stream.ReadToEndAsync().WaitAsync(Limit));
        Assert.Equal((ChatErrorKind.ConnectionLost, "part"), (exception.Kind, stream.Completion.Text));
    }

    /// <summary>Gives up one stream after the other beside one that isn't.</summary>
    /// <param name="reply">The reply to each.</param>
    /// <param name="readAsync">Reads up to where it's given up, and may leave a read pending; the number is that of the request, from 0.</param>
    private async Task CheckAsync(Reply reply, Func<ChatStream, int, Task<Task<bool>?>> readAsync)
    {
        var other = await BeginOtherAsync();
        var times = new List<TimeSpan>();
        for (int number = 1; number <= Tries; number++)
        {
            Server.Respond(reply);
            using var stop = new CancellationTokenSource();
            await using var stream = CreateClient().Stream("Hello", stop.Token);
            var pending = await readAsync(stream, number).WaitAsync(Limit);

            long cancelled = Stopwatch.GetTimestamp();
            await stop.CancelAsync();

            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => (pending ?? (Task)stream.ReadToEndAsync()).WaitAsync(Limit));
            var end = await Server.Requests[number].WaitForEndAsync(Limit);
            Assert.Equal(RequestEndKind.ClientClosed, end.Kind);
            Assert.Equal(ChatCompletionStatus.Cancelled, stream.Completion.Status);
            times.Add(Stopwatch.GetElapsedTime(cancelled, end.Timestamp));
        }

        await AssertUntouchedAsync(other);
        Assert.True(times.Min() < Promptly && times.Max() < AtTheLatest, $"The server saw it after {string.Join(", ", times.Select(time => time.TotalMilliseconds))} ms.");
    }

    private async Task<(ChatStream Stream, Gate Gate)> BeginOtherAsync()
    {
        var gate = new Gate();
        Server.Respond(Reply.Frames(OpenAIFrames.Content("part")).Then(ReplyStep.WaitFor(gate)).ThenFrames(OpenAIFrames.Content(" and rest"), OpenAIFrames.Finish(), OpenAIFrames.Done));
        var stream = CreateClient().Stream("Hello");
        await NextAsync(stream);
        return (stream, gate);
    }

    private async Task AssertUntouchedAsync((ChatStream Stream, Gate Gate) other)
    {
        other.Gate.Open();
        var completion = await other.Stream.ReadToEndAsync().WaitAsync(Limit);
        await other.Stream.DisposeAsync();

        Assert.Equal((ChatCompletionStatus.Complete, "part and rest"), (completion.Status, completion.Text));
        Assert.All(Server.Requests, request => Assert.Equal(Flavour.IsNetStandard ? "HTTP/1.1" : "HTTP/2", request.Protocol));
        Assert.Equal(Flavour.IsNetStandard ? Server.Requests.Count : 1, Server.Requests.Select(request => request.ConnectionId).Distinct().Count());
    }

    private ChatClient CreateClient() => new(
        ChatProvider.FromBaseUri(new Uri(Server.SecureAddress!, "/v1")),
        new ChatClientOptions { Clock = _clock, Waiting = _ => _waiting.TrySetResult(), Connection = new ConnectionOptions { SkipCertificateCheck = true } });
}
