using System;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using StreamPS.LoopbackServer;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Relay;

/// <summary>200 replies at once come out whole, each to its own client.</summary>
[Collection(SerialCollection.Name)]
public sealed class ManyStreamsTests : RelayTest
{
    private const int Streams = 200;
    private const int Deltas = 200;

    [Fact]
    public async Task Lose_nothing()
    {
        var gate = new Gate();
        Server.RespondAlways(request =>
        {
            string name = request.Json.GetProperty("messages")[0].GetProperty("content").GetString()!;
            return Reply.Frames(OpenAIFrames.Content($"{name}:"))
                .Then(ReplyStep.WaitFor(gate))
                .ThenFrames(Enumerable.Range(0, Deltas).Select(i => OpenAIFrames.Content($"{i},")))
                .ThenFrames(OpenAIFrames.Finish(), OpenAIFrames.Usage(1, Deltas), OpenAIFrames.Done);
        });
        var relay = StartRelay();
        var replies = Enumerable.Range(0, Streams).Select(AskAsync).ToArray();
        await UntilOpenAsync(relay, Streams);
        gate.Open();

        string[] texts = await Task.WhenAll(replies).WaitAsync(TimeSpan.FromSeconds(60));

        string numbers = string.Concat(Enumerable.Range(0, Deltas).Select(i => $"{i},"));
        Assert.Equal(Enumerable.Range(0, Streams).Select(i => $"client {i}:{numbers}"), texts);
        await UntilIdleAsync(relay);
        Assert.Equal((Streams, 0, 0), (relay.FinishedStreams, relay.FailedStreams, relay.CancelledStreams));
        Assert.Equal((Streams, Streams * Deltas), (relay.PromptTokens, relay.CompletionTokens));

        async Task<string> AskAsync(int number)
        {
            string hello = $$"""{"message":"client {{number}}"}""";
            if (number % 3 == 0)
                return (await PostAsync(relay, "/stream-chat", hello)).Body;
            if (number % 3 == 1)
                return string.Concat(Chunks((await PostAsync(relay, "/chat", hello)).Body).SkipLast(1).Select(frame => frame.GetProperty("content").GetString()));

            string body = (await PostAsync(relay, "/v1/chat/completions", Completion("\"stream\":true", $$"""{"role":"user","content":"client {{number}}"}"""))).Body;
            var text = new StringBuilder();
            foreach (var chunk in Chunks(body))
                text.Append(chunk.GetProperty("choices")[0].GetProperty("delta").TryGetProperty("content", out var content) ? content.GetString() : "");
            return text.ToString();
        }
    }
}
