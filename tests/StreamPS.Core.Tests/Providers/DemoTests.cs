using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Providers;

/// <summary>The Demo provider: real deltas through the real reader, with a model's pauses, by a clock that the test moves.</summary>
public sealed class DemoTests
{
    private const string Text =
        "You asked: \"Explain SSE\". This is the Demo provider of StreamPS: no key, no network, no model. Each piece of this text is a delta that came through the same reader as a real service's. Name another provider to get real answers.";

    // Longer than any pause, and shorter than the time that the end of a reply's body is waited for.
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);

    private readonly ManualClock _clock = new();
    private readonly List<TimeSpan> _pauses = [];

    [Fact]
    public async Task It_streams_the_same_reply_every_time()
    {
        var first = await ReadAsync(new ChatRequest("Explain SSE"));
        var second = await ReadAsync(new ChatRequest("Explain SSE"));

        Assert.Equal(Text, first.Completion.Text);
        Assert.Equal(first.Deltas.Select(delta => delta.Content), second.Deltas.Select(delta => delta.Content));
        Assert.Equal(ChatCompletionStatus.Complete, first.Completion.Status);
        Assert.Equal(ChatFinishReason.Stop, first.Completion.FinishReason);
        Assert.Equal("Demo", first.Completion.Provider);
        Assert.Equal("demo", first.Completion.Model);
        Assert.Equal("demo-1", first.Completion.Id);
    }

    [Fact]
    public async Task It_pauses_as_a_model_does_before_the_first_token_and_after_a_sentence()
    {
        var (deltas, completion) = await ReadAsync(new ChatRequest("Explain SSE"));

        Assert.Equal(TimeSpan.FromMilliseconds(150), _pauses[0]);
        Assert.Equal(TimeSpan.FromMilliseconds(150), completion.FirstTokenLatency);
        Assert.Equal([12.0, 60.0, 150.0], _pauses.Select(pause => pause.TotalMilliseconds).Distinct().Order());
        Assert.Equal(_pauses.Aggregate((sum, pause) => sum + pause), completion.Duration);
        int sentence = deltas.FindIndex(delta => delta.Content?.EndsWith('.') == true);
        Assert.Equal(60, (deltas[sentence + 1].Elapsed - deltas[sentence].Elapsed).TotalMilliseconds);
    }

    [Fact]
    public async Task Its_deltas_are_pieces_in_order_with_usage_at_the_end()
    {
        var (deltas, completion) = await ReadAsync(new ChatRequest("Explain SSE"));

        Assert.Equal(Enumerable.Range(0, deltas.Count), deltas.Select(delta => delta.Sequence));
        Assert.All(deltas.SkipLast(2), delta => Assert.InRange(delta.Content!.Trim().Length, 1, 6));
        int tokens = deltas.Count(delta => delta.Content is not null);
        Assert.Equal($"2 + {tokens} = {2 + tokens}", completion.Usage?.ToString());
        Assert.Same(completion.Usage, deltas[^1].Usage);
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(1, "You")]
    [InlineData(3, "You asked: \"Expla")]
    public async Task The_token_limit_cuts_it(int limit, string text)
    {
        var (deltas, completion) = await ReadAsync(new ChatRequest("Explain SSE") { MaxTokens = limit });

        Assert.Equal(text, completion.Text);
        Assert.Equal(limit, deltas.Count(delta => delta.Content is not null));
        Assert.Equal(limit, completion.Usage?.CompletionTokens);
        Assert.Equal(ChatFinishReason.Length, completion.FinishReason);
        Assert.Equal(ChatCompletionStatus.Complete, completion.Status);
    }

    [Fact]
    public async Task Two_replies_come_interleaved()
    {
        var (deltas, completion) = await ReadAsync(new ChatRequest("Explain SSE") { Count = 2 });

        Assert.Equal([Text, Text], completion.Choices.Select(choice => choice.Text));
        Assert.Equal([0, 1, 0, 1], deltas.Take(4).Select(delta => delta.Index));
        Assert.Equal(deltas.Count(delta => delta.Content is not null), completion.Usage?.CompletionTokens);
    }

    [Fact]
    public async Task It_answers_the_last_question_and_shows_its_beginning()
    {
        var (_, completion) = await ReadAsync(new ChatRequest(
            [ChatMessage.User("first"), ChatMessage.Assistant("answer"), ChatMessage.User("second\n  " + new string('x', 100))]));

        Assert.StartsWith($"You asked: \"second {new string('x', 53)}…\". This is", completion.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_answers_as_the_model_that_is_asked() => Assert.Equal("my-model", (await ReadAsync(new ChatRequest("Hi") { Model = "my-model" })).Completion.Model);

    [Fact]
    public async Task It_can_be_stopped_in_a_pause()
    {
        using var stop = new CancellationTokenSource();
        await using var stream = new ChatClient(ChatProviders.Get("Demo"), new ChatClientOptions { Clock = _clock }).Stream("Hi", stop.Token);
        var first = stream.WaitToReadAsync().AsTask();
        await _clock.WaitForTimerAsync();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.Equal(ChatCompletionStatus.Cancelled, stream.Completion.Status);
    }

    private async Task<(List<ChatDelta> Deltas, ChatCompletion Completion)> ReadAsync(ChatRequest request)
    {
        var stream = new ChatClient(ChatProviders.Get("Demo"), new ChatClientOptions { Clock = _clock }).Stream(request);
        var reading = CollectAsync(stream);
        while (!reading.IsCompleted)
        {
            // The reader either waits for the clock or comes to its end.
            await await Task.WhenAny(reading, _clock.WaitForTimerAsync(LongestPause));
            if (!reading.IsCompleted && _clock.AdvanceToNextTimer(LongestPause) is var pause && pause > TimeSpan.Zero)
                _pauses.Add(pause);
        }

        return (await reading, stream.Completion);
    }

    private static async Task<List<ChatDelta>> CollectAsync(ChatStream stream)
    {
        var deltas = new List<ChatDelta>();
        await foreach (var delta in stream)
            deltas.Add(delta);
        return deltas;
    }
}
