using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using StreamPS.LoopbackServer;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Cassettes;

/// <summary>Which answer a request gets, and what is said when there is none.</summary>
public sealed class MatchingTests : CassetteTest
{
    [Fact]
    public async Task Equal_requests_get_their_answers_in_order_and_the_last_one_again()
    {
        await RecordAllAsync(("a", "one"), ("b", "other"), ("a", "two"));
        var client = CreatePlayer(CassetteMatch.Request);

        Assert.Equal(["other", "one", "two", "two", "other"], await AskAsync(client, "b", "a", "a", "a", "b"));
    }

    [Fact]
    public async Task In_order_nothing_is_compared_and_each_answer_comes_once()
    {
        await RecordAllAsync(("a", "one"), ("b", "two"));
        var client = CreatePlayer(CassetteMatch.Order);

        Assert.Equal(["one", "two"], await AskAsync(client, "x", "y"));
        var exception = await FailAsync(client);
        Assert.Equal(ChatErrorKind.CassetteMismatch, exception.Kind);
        Assert.Equal($"The cassette '{File}' has no answer to this request: all 2 answers have been given.", exception.Message);
        Assert.Equal(ChatCompletionStatus.Failed, exception.Completion?.Status);
        Assert.False(exception.IsTransient);
    }

    [Fact]
    public async Task Each_player_begins_anew_and_clients_share_one()
    {
        await RecordAllAsync(("a", "one"), ("a", "two"));
        var player = Player();

        Assert.Equal(["one"], await AskAsync(CreatePlayer(player), "a"));
        Assert.Equal(["two"], await AskAsync(CreatePlayer(player), "a"));
        Assert.Equal(["one"], await AskAsync(CreatePlayer(Player()), "a"));
    }

    [Fact]
    public async Task The_order_of_fields_and_the_writing_of_numbers_and_texts_make_no_difference()
    {
        Server.Respond(Answer());
        await RecordAsync(recorder => CreateClient(Options(recorder)), new ChatRequest("Grüße") { Temperature = 0.5, MaxTokens = 100, ExtraBody = new Dictionary<string, object?> { ["x"] = 1 } });
        string text = System.IO.File.ReadAllText(File);
        string body = ReadLines("request").Single().GetProperty("body").GetRawText();
        System.IO.File.WriteAllText(File, text.Replace(body, """{"x":1.0, "max_tokens":1e2, "temperature":0.50, "stream_options":{"include_usage":true}, "stream":true, "messages":[{"content":"Gr\u00fc\u00dfe","role":"user"}]}""", StringComparison.Ordinal));

        Assert.Null((await ReplayAsync(new ChatRequest("Grüße") { Temperature = 0.5, MaxTokens = 100, ExtraBody = new Dictionary<string, object?> { ["x"] = 1 } })).Error);
        Assert.Equal(ChatErrorKind.CassetteMismatch, (await ReplayAsync(new ChatRequest("Grüße") { Temperature = 0.5, MaxTokens = 101, ExtraBody = new Dictionary<string, object?> { ["x"] = 1 } })).Error);
    }

    [Fact]
    public async Task The_host_makes_no_difference_and_the_path_does()
    {
        await RecordAllAsync(("a", "one"));
        var elsewhere = new ChatClient(ChatProvider.FromBaseUri(new Uri("https://elsewhere.example/v1?key=k")), new ChatClientOptions { Player = Player() });
        var otherPath = new ChatClient(ChatProvider.FromBaseUri(new Uri("https://elsewhere.example/v2")), new ChatClientOptions { Player = Player() });

        Assert.Equal(["one"], await AskAsync(elsewhere, "a"));
        var exception = await Assert.ThrowsAsync<ChatCassetteException>(() => otherPath.CompleteAsync(new ChatRequest("a")));
        Assert.Equal($"The cassette '{File}' has no answer to this request: in the one that was recorded (line 2), the path was /v1/chat/completions, and now it's /v2/chat/completions.", exception.Message);
    }

    [Fact]
    public async Task The_nearest_request_is_named_with_everything_that_differs()
    {
        Server.RespondAlways(Answer());
        using (var recorder = new CassetteRecorder(File))
        {
            var client = CreateClient(Options(recorder));
            await client.CompleteAsync(new ChatRequest("something quite different") { Temperature = 1, TopP = 1, Seed = 3 });
            await client.CompleteAsync(new ChatRequest([ChatMessage.System("Be kind."), ChatMessage.User("Hello\nthere")]) { Temperature = 0.2, MaxTokens = 5 });
            await recorder.CompleteAsync().WaitAsync(Limit);
        }

        var failure = (await ReplayAsync(new ChatRequest([ChatMessage.System("Be kind."), ChatMessage.User("Hello\nhere")]) { Temperature = 0.3, Seed = 4, Stop = ["x"] })).Failure!;

        int line = ReadLines().ToList().FindLastIndex(line => line.TryGetProperty("request", out _)) + 1;
        Assert.Equal(
            $@"The cassette '{File}' has no answer to this request: in the nearest of the 2 that were recorded (line {line}), messages[1].content was 'Hello\nthere', and now it's 'Hello\nhere'; temperature was 0.2, and now it's 0.3; max_tokens was 5, and now it isn't there; seed wasn't there, and now it's 4; stop wasn't there, and now it's [""x""].",
            failure.Message);
    }

    [Fact]
    public async Task Long_texts_are_shown_where_they_differ_and_many_differences_are_counted()
    {
        string text = string.Concat(Enumerable.Repeat("🎉 The quick brown fox. ", 40));
        await RecordAllAsync((text + "one" + text, "x"));

        string message = (await ReplayAsync(new ChatRequest(text + "two" + text))).Failure!.Message;
        Assert.Contains("messages[0].content was '…", message, StringComparison.Ordinal);
        Assert.Contains("one🎉", message, StringComparison.Ordinal);
        Assert.Contains("two🎉", message, StringComparison.Ordinal);
        Assert.InRange(message.Length, 100, 500);
        Assert.DoesNotContain('\uFFFD', System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(message)));

        var many = Enumerable.Range(0, 9).ToDictionary(i => $"f{i}", i => (object?)i);
        Assert.EndsWith("; and 5 more.", (await ReplayAsync(new ChatRequest("x") { ExtraBody = many })).Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cassette_without_requests_says_so()
    {
        System.IO.File.WriteAllText(File, """{"cassette":"StreamPS","version":1}""");
        Assert.Null(Cassette.Load(File).Provider);

        var failure = await FailAsync(CreatePlayer(Player(), ChatProvider.FromBaseUri(Server.BaseUri)));

        Assert.Equal($"The cassette '{File}' has no answer to this request: there is no request on it.", failure.Message);
    }

    [Fact]
    public async Task No_key_is_needed_for_a_service_that_needs_one()
    {
        Server.Respond(Answer());
        await RecordAsync(recorder => new ChatClient(ChatProviders.Get("Moonshot").At(Server.BaseUri), Options(recorder)));

        var replayed = await ReplayAsync();

        Assert.Null(replayed.Error);
        Assert.Equal("Moonshot", Cassette.Load(File).Provider!.Name);
        Assert.Single(Server.Requests);
    }

    [Fact]
    public async Task A_profile_is_replayed_as_the_provider_it_builds_on()
    {
        Server.Respond(Answer());
        var profile = new ChatProfile("Secret project") { Provider = "OpenAI", BaseUri = Server.BaseUri, Model = "gpt-x" }.ToProvider();
        await RecordAsync(recorder => new ChatClient(profile, Options(recorder)), new ChatRequest("Hello") { MaxTokens = 7 });

        Assert.DoesNotContain("Secret project", System.IO.File.ReadAllText(File), StringComparison.Ordinal);
        Assert.Null((await ReplayAsync(new ChatRequest("Hello") { Model = "gpt-x", MaxTokens = 7 })).Error);
    }

    private static ChatClient CreatePlayer(CassettePlayer player, ChatProvider? provider = null) => new(provider ?? player.Cassette.Provider!, new ChatClientOptions { Player = player });

    private static async Task<string[]> AskAsync(ChatClient client, params string[] prompts)
    {
        var texts = new List<string>();
        foreach (string prompt in prompts)
            texts.Add((await client.CompleteAsync(new ChatRequest(prompt))).Text);
        return [.. texts];
    }

    private ChatClient CreatePlayer(CassetteMatch match) => CreatePlayer(Player(match));

    private async Task RecordAllAsync(params (string Prompt, string Answer)[] exchanges)
    {
        using var recorder = new CassetteRecorder(File);
        foreach (var (prompt, answer) in exchanges)
        {
            Server.Respond(Answer(answer));
            await CreateClient(Options(recorder)).CompleteAsync(new ChatRequest(prompt));
        }

        await recorder.CompleteAsync().WaitAsync(Limit);
    }
}
