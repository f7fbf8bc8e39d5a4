using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using StreamPS.LoopbackServer;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Faults;

/// <summary>One reply with a fault, asked for with one policy: the server has the fault once and then does as it's told.</summary>
internal sealed class FaultRun(ChatServer server, FormatScript script, Fault fault, FaultPolicy policy)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    // By default .NET reads on for two seconds, and does so for netstandard2.0 if a ping arrives at the wrong moment. The exact times are
    // measured by the tests of cancellation, with nothing running beside them.
    private static readonly TimeSpan Promptly = TimeSpan.FromSeconds(Flavour.IsNetStandard ? 4 : 1);

    private readonly ManualClock _clock = new();
    private readonly List<ChatDelta> _deltas = [];
    private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _frames;
    private bool _isOver;
    private long _endedAt;

    private string TextSoFar => string.Concat(_deltas.Select(delta => delta.Content));

    /// <summary>Asks, and checks everything there is to check.</summary>
    public async Task CheckAsync()
    {
        var reply = fault.Reply(script);
        server.RespondAlways(request => request.Index == 0 ? reply : script.Answer(request));
        await using var stream = CreateClient().Stream("Tell");

        var error = await ReadAsync(stream);

        var expected = fault.Expect(script, policy);
        Assert.Equal(expected, new FaultOutcome(error?.Kind, TextSoFar, server.Requests.Count));
        CheckCompletion(stream.Completion, error);
        CheckRequests();
        if (fault.IsAborted)
            await CheckAbortAsync();
    }

    private async Task<ChatException?> ReadAsync(ChatStream stream)
    {
        try
        {
            while (await WaitToReadAsync(stream))
            {
                while (stream.TryRead(out var delta))
                    _deltas.Add(delta);
            }

            return null;
        }
        catch (ChatException exception)
        {
            return exception;
        }
        finally
        {
            _endedAt = Stopwatch.GetTimestamp();
        }
    }

    private async Task<bool> WaitToReadAsync(ChatStream stream)
    {
        var next = stream.WaitToReadAsync().AsTask();
        bool hasText = fault.Text(script).Length > 0;
        if (fault.Silence is { } silence && !_isOver && TextSoFar == (hasText ? script.Visible : ""))
        {
            // The request has arrived and what comes of the reply was read: now it waits in vain.
            await server.WaitForRequestAsync();
            if (hasText)
                await _arrived.Task.WaitAsync(Limit);
            _isOver = true;
            _clock.Advance(silence);
        }

        return await next.WaitAsync(Limit);
    }

    private void Note(ChatTraceLevel level, string message)
    {
        if (message.StartsWith("Frame: ", StringComparison.Ordinal) && Interlocked.Increment(ref _frames) == script.Beginning.Count)
            _arrived.SetResult();
    }

    private void CheckCompletion(ChatCompletion completion, ChatException? error)
    {
        Assert.True(TextSoFar == completion.Text, "The deltas and the completion have different texts.");
        Assert.Equal(Enumerable.Range(0, _deltas.Count), _deltas.Select(delta => delta.Sequence));
        Assert.Same(error, completion.Error);
        Assert.Equal(error is null, completion.Status == ChatCompletionStatus.Complete);
        Assert.Same(completion, error is null ? completion : error.Completion);

        bool isRepaired = error is null && fault.Error(script) is not null;
        bool isContinued = isRepaired && fault.Text(script).Length > 0;
        Assert.Equal(isContinued ? 1 : 0, completion.ResumeCount);
        Assert.Equal(isRepaired && !isContinued, completion.RetryCount == 1);
        Assert.Equal(_deltas.Where(delta => delta.Resumed), isContinued ? _deltas.Where(IsNew) : []);

        bool IsNew(ChatDelta delta) => string.Concat(_deltas.Take(delta.Sequence).Select(earlier => earlier.Content)).Length >= fault.Text(script).Length;
    }

    private void CheckRequests()
    {
        var requests = server.Requests;
        if (requests.Count < 2)
            return;

        Assert.Equal(fault.Text(script), script.GetTextSoFar(requests[1].Body));
        if (fault.Text(script).Length == 0)
            Assert.Equal(requests[0].Body, requests[1].Body);
        else
            Json.Equal(script.Continued(FormatScript.Quote(fault.Text(script))), script.Conversation(requests[1].Json).GetRawText());
    }

    private async Task CheckAbortAsync()
    {
        // Today's .NET drains replies for netstandard2.0 when nobody reads; see CancellationTests.
        if (Flavour.IsNetStandard && fault.Silence is null)
            return;

        var end = await server.Requests[0].WaitForEndAsync(Limit);
        Assert.Equal(RequestEndKind.ClientClosed, end.Kind);
        Assert.InRange(Stopwatch.GetElapsedTime(_endedAt, end.Timestamp), -Limit, Promptly);
    }

    private ChatClient CreateClient()
    {
        var address = fault.IsRefused ? new Uri($"http://127.0.0.1:{FreePort.Get()}/v1") : server.BaseUri;
        return new ChatClient(ChatProviders.Get(script.Provider).At(address), policy.ToOptions(_clock, fault.Silence is null ? null : Note));
    }
}
