using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using StreamPS.LoopbackServer;
using StreamPS.Tests.Faults;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Cassettes;

/// <summary>What is recorded from a real connection comes back the same, in every wire format.</summary>
public sealed class RoundTripTests : CassetteTest
{
    public static TheoryData<string> Scripts => [.. FormatScripts.All.Keys];

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task Every_format_comes_back_as_it_came_wherever_it_was_cut(string name)
    {
        var script = FormatScripts.All[name];
        byte[] body = FormatScript.Bytes(script.Frames);
        // Among others, every byte by itself, which cuts each character of more than one.
        var random = new Random(1);
        var cuts = new List<int[]> { Enumerable.Range(1, body.Length - 1).ToArray(), Array.Empty<int>() };
        for (int i = 0; i < 4; i++)
            cuts.Add([.. Enumerable.Range(1, body.Length - 1).Where(_ => random.OneIn(9))]);

        for (int i = 0; i < cuts.Count; i++)
        {
            System.IO.File.Delete(File);
            Server.Respond(script.PlayBytes(body) with { SplitAt = cuts[i] });
            var recorded = await RecordAsync(recorder => CreateClient(script, Options(recorder)));

            Assert.Equal(ChatCompletionStatus.Complete, recorded.Status);
            Assert.Equal(body, ReadBody(1));
            Assert.Equal(recorded, await ReplayAsync());
        }
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task A_request_is_recorded_as_it_was_sent_and_can_be_made_again_without_naming_the_service(string name)
    {
        var script = FormatScripts.All[name];
        Server.Respond(script.PlayBytes(FormatScript.Bytes(script.Frames)));
        await RecordAsync(recorder => CreateClient(script, Options(recorder)));

        var sent = Server.Requests.Single();
        var line = ReadLines("request").Single();
        Json.Equal(sent.Body, line.GetProperty("body").GetRawText());
        Assert.Equal(sent.Method, line.GetProperty("method").GetString());
        Assert.Equal(sent.Path, new Uri(line.GetProperty("address").GetString()!).AbsolutePath);
        Assert.Equal(script.Provider, line.GetProperty("provider").GetString());

        var cassette = Cassette.Load(File);
        Assert.Equal((script.Provider, Server.BaseUri, "m"), (cassette.Provider!.Name, cassette.Provider.BaseUri, cassette.Provider.DefaultModel));
        Assert.Equal(ChatCompletionStatus.Complete, (await ReplayAsync()).Status);
        Assert.Single(Server.Requests);
    }

    [Fact]
    public async Task Pieces_come_back_as_they_were_read()
    {
        string[] parts = ["data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"one\"}}]}\n\n", "data: {\"choices\":[{\"index\":0,\"del", "ta\":{\"content\":\"two\"}}]}\n\n", OpenAIFrames.Done];
        var service = new InProcessService(_ => new SlicedStream(Encoding.UTF8.GetBytes(string.Concat(parts)), parts.Select(part => part.Length)));
        await RecordAsync(recorder => service.CreateClient("Moonshot", Options(recorder)));

        Assert.Equal(parts, ReadLines("piece").Select(line => line.GetProperty("text").GetString()));
        var exchange = Cassette.Load(File).Exchanges.Single();
        Assert.Equal(parts, exchange.Pieces.Select(piece => Encoding.UTF8.GetString(piece.Bytes)));
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_kept_as_they_are()
    {
        byte[] body = [.. "data: "u8, 0xFF, 0xC3, 0x28, 0x00, .. "\n\n"u8];
        var recorded = await RecordAsync(new Reply { Steps = [ReplyStep.Write(body)] });

        Assert.Equal(body, ReadBody(1));
        Assert.Equal(ChatErrorKind.ProtocolError, recorded.Error);
        Assert.Equal(recorded, await ReplayAsync());
    }

    [Fact]
    public async Task A_body_that_was_packed_is_recorded_unpacked()
    {
        var recorded = await RecordAsync(Answer("packed") with { Encoding = ContentCoding.Gzip });

        Assert.Contains("packed", Encoding.UTF8.GetString(ReadBody(1)), StringComparison.Ordinal);
        Assert.False(ReadLines("response").Single().GetProperty("headers").TryGetProperty("Content-Encoding", out _));
        Assert.Equal(recorded, await ReplayAsync());
    }

    [Fact]
    public async Task Several_at_once_stand_mixed_and_come_back_apart()
    {
        var gates = Enumerable.Range(0, 8).Select(_ => new Gate()).ToArray();
        Server.RespondAlways(request =>
        {
            string prompt = request.Json.GetProperty("messages")[0].GetProperty("content").GetString()!;
            return Reply.Frames(OpenAIFrames.Content(prompt + "a")).Then(ReplyStep.WaitFor(gates[prompt[0] - '0'])).ThenFrames(OpenAIFrames.Content("b"), OpenAIFrames.Finish(), OpenAIFrames.Done);
        });
        using (var recorder = new CassetteRecorder(File))
        {
            var client = CreateClient(Options(recorder));
            var streams = Enumerable.Range(0, 8).Select(i => client.Stream($"{i}")).ToArray();
            foreach (var stream in streams)
                await NextAsync(stream);
            var ends = streams.Select(stream => stream.ReadToEndAsync()).ToArray();
            foreach (var gate in gates)
                gate.Open();
            await Task.WhenAll(ends).WaitAsync(Limit);
            await recorder.CompleteAsync().WaitAsync(Limit);
        }

        // All had begun before the first had ended.
        int[] order = [.. ReadLines().Skip(1).Select((line, i) => line.TryGetProperty("request", out _) ? -i : line.TryGetProperty("end", out _) ? i : 0).Where(i => i != 0)];
        Assert.True(order.Take(7).All(i => i <= 0));
        var player = Player();
        var replaying = new ChatClient(Cassette.Load(File).Provider!, new ChatClientOptions { Player = player });
        var texts = await Task.WhenAll(Enumerable.Range(0, 8).Reverse().Select(async i => (await replaying.CompleteAsync(new ChatRequest($"{i}"))).Text));
        Assert.Equal(Enumerable.Range(0, 8).Reverse().Select(i => $"{i}ab"), texts);
    }

    [Fact]
    public async Task Retries_and_continuations_are_exchanges_of_one_cassette()
    {
        Server.Respond(
            Reply.Json(503, """{"error":{"message":"Busy"}}""").WithHeader("retry-after-ms", "1"),
            Reply.Frames(OpenAIFrames.Content("The quick")).Then(ReplyStep.Close),
            Answer(" fox"));
        var recorded = await RecordAsync(recorder => CreateClient(new ChatClientOptions { Recorder = recorder, MaximumResumeCount = 1 }));

        Assert.Equal((ChatCompletionStatus.Complete, 1, 1), (recorded.Status, recorded.Retries, recorded.Resumes));
        Assert.Equal(3, ReadLines("request").Count);
        Assert.Equal(recorded, await ReplayAsync(retries: 2, resumes: 1));
    }

    [Fact]
    public async Task Redirects_and_token_counts_are_too()
    {
        Server.Respond(new Reply { StatusCode = 307 }.WithHeader("Location", "/other/chat/completions?key=sk-in-location"), Answer());
        var recorded = await RecordAsync(recorder => CreateClient(Options(recorder)));

        Assert.DoesNotContain("sk-in-location", System.IO.File.ReadAllText(File), StringComparison.Ordinal);
        Assert.Equal(recorded, await ReplayAsync());

        System.IO.File.Delete(File);
        Server.Respond(Reply.Json(200, """{"data":{"total_tokens":21}}"""));
        using (var recorder = new CassetteRecorder(File))
        {
            var client = new ChatClient(ChatProviders.Get("Moonshot").At(Server.BaseUri), Options(recorder));
            Assert.Equal(21, (await client.CountTokensAsync(new ChatRequest("Hello"))).TotalTokens);
        }

        var replaying = new ChatClient(Cassette.Load(File).Provider!, new ChatClientOptions { Player = Player() });
        Assert.Equal(21, (await replaying.CountTokensAsync(new ChatRequest("Hello"))).TotalTokens);
    }

    private ChatClient CreateClient(FormatScript script, ChatClientOptions options) =>
        new(ChatProviders.Get(script.Provider).At(Server.BaseUri) with { DefaultModel = "m" }, options);
}
