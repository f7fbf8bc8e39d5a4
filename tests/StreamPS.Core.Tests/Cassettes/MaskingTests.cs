using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using StreamPS.LoopbackServer;
using StreamPS.Tests.Faults;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Cassettes;

/// <summary>A cassette goes into repositories: no key may be in it, wherever a service or a user puts one.</summary>
public sealed class MaskingTests : CassetteTest
{
    public static TheoryData<string> Scripts => [.. FormatScripts.All.Keys];

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task No_key_is_in_the_file_in_any_format(string name)
    {
        var script = FormatScripts.All[name];
        Server.Respond(script.PlayText([script.TextFrame(FormatScript.Quote($"Your key is {Key}.")), script.End(FormatScript.Quote(""))]));
        await RecordAsync(recorder => new ChatClient(ChatProviders.Get(script.Provider).At(Server.BaseUri) with { DefaultModel = "m" }, Options(recorder)), new ChatRequest($"My key is {Key}."));

        AssertHasNot(Key);
        Assert.Contains("My key is ****.", Read(), StringComparison.Ordinal);
        Assert.Contains("Your key is ****.", Read(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_that_carry_secrets_have_a_mask_in_their_place()
    {
        Server.Respond(Answer().WithHeader("Set-Cookie", "session=cookie-from-service").WithHeader("x-ratelimit-remaining-tokens", "77").WithHeader("x-auth-token", "token-from-service"));
        var headers = new Dictionary<string, string>
        {
            ["Cookie"] = "a=cookie-of-user",
            ["X-My-Secret"] = "header-of-user",
            ["Proxy-Authorization"] = "Basic proxy-login",
            ["X-Trace"] = $"trace {Key}",
            ["X-Plain"] = "plain",
        };
        await RecordAsync(recorder => new ChatClient(
            ChatProvider.FromBaseUri(Server.BaseUri) with { KeyHeader = "X-Odd" },
            new ChatClientOptions { Recorder = recorder, ApiKey = new ApiKey(Key), Headers = headers }));

        Assert.Equal(Key, Server.Requests.Single().Headers["X-Odd"]);
        AssertHasNot(Key, "cookie-of-user", "cookie-from-service", "header-of-user", "proxy-login", "token-from-service");
        var sent = ReadLines("request").Single().GetProperty("headers");
        Assert.Equal("trace ****", sent.GetProperty("X-Trace").GetString());
        Assert.Equal("plain", sent.GetProperty("X-Plain").GetString());
        Assert.Equal(["Cookie", "Proxy-Authorization", "X-My-Secret", "X-Odd"], sent.EnumerateObject().Where(header => header.Value.GetString() == "****").Select(header => header.Name).Order(StringComparer.Ordinal));
        Assert.Equal("77", ReadLines("response").Single().GetProperty("headers").GetProperty("x-ratelimit-remaining-tokens").GetString());
    }

    [Fact]
    public async Task Addresses_have_no_keys_and_no_logins()
    {
        Server.Respond(Answer($"login-pass and query-key"));
        var address = new UriBuilder(Server.BaseUri) { UserName = "me", Password = "login-pass", Query = "api_key=query-key&version=2" }.Uri;
        var recorded = await RecordAsync(recorder => new ChatClient(ChatProvider.FromBaseUri(address), Options(recorder)));

        AssertHasNot("login-pass", "query-key");
        Assert.Contains("version=2", Read(), StringComparison.Ordinal);
        Assert.Equal(recorded.Deltas.Replace("login-pass and query-key", "**** and ****", StringComparison.Ordinal), (await ReplayAsync()).Deltas);
    }

    [Fact]
    public async Task Fields_of_the_body_that_carry_secrets_are_masked_and_do_not_count()
    {
        Server.Respond(Answer());
        var request = new ChatRequest("Hello") { ExtraBody = new Dictionary<string, object?> { ["search"] = new Dictionary<string, object?> { ["api_key"] = "key-of-search", ["top"] = 3, ["max_tokens"] = 9 } } };
        await RecordAsync(recorder => CreateClient(Options(recorder)), request);

        AssertHasNot("key-of-search");
        Json.Equal("""{"api_key":"****","top":3,"max_tokens":9}""", ReadLines("request").Single().GetProperty("body").GetProperty("search").GetRawText());
        var other = new ChatRequest("Hello") { ExtraBody = new Dictionary<string, object?> { ["search"] = new Dictionary<string, object?> { ["api_key"] = "another", ["top"] = 3, ["max_tokens"] = 9 } } };
        Assert.Null((await ReplayAsync(other)).Error);
    }

    [Fact]
    public async Task The_key_in_a_prompt_is_found_with_the_key_at_hand()
    {
        Server.Respond(Answer());
        await RecordAsync(recorder => CreateClient(Options(recorder)), new ChatRequest($"Is {Key} a key?"));

        var client = new ChatClient(Cassette.Load(File).Provider!, new ChatClientOptions { Player = Player(), ApiKey = new ApiKey(Key) });
        Assert.Equal("Hi", (await client.CompleteAsync(new ChatRequest($"Is {Key} a key?"))).Text);

        var failure = await FailAsync(new ChatClient(Cassette.Load(File).Provider!, new ChatClientOptions { Player = Player(), ApiKey = new ApiKey(Key) }));
        Assert.DoesNotContain(Key, failure.Message, StringComparison.Ordinal);
        Assert.Contains("messages[0].content was 'Is **** a key?', and now it's 'Hello'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_in_pieces_is_masked_wherever_it_was_cut() => Fuzz.Run(
        400,
        random =>
        {
            string secret = random.Pick("sk-abcdef/123", "ssss-sss", "\"quoted\\key\"", "pässwört");
            string text = string.Concat(Enumerable.Range(0, random.Next(1, 6)).Select(_ => random.Pick("s", "sk-", "你好", "sss", Escape(random, secret), secret, "\\", "text ")));
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            return (secret, text, lengths: random.ReadLengths(bytes.Length).ToArray());
        },
        input =>
        {
            var secrets = new SecretMask();
            secrets.Add(input.secret);
            var mask = new StreamPS.Cassettes.PieceMask(secrets);
            byte[] bytes = Encoding.UTF8.GetBytes(input.text);
            var written = new List<byte>();
            int pieces = 0;
            for (int start = 0, i = 0; start < bytes.Length; start += input.lengths[i++])
            {
                int length = Math.Min(input.lengths[i], bytes.Length - start);
                foreach (var piece in mask.Add(new StreamPS.Cassettes.CassettePiece(start, bytes[start..(start + length)])))
                {
                    written.AddRange(piece.Bytes);
                    pieces++;
                }
            }

            foreach (var piece in mask.Complete())
            {
                written.AddRange(piece.Bytes);
                pieces++;
            }

            Assert.Equal(secrets.ForBytes().ApplyToExcerpt(Encoding.Latin1.GetString(bytes)), Encoding.Latin1.GetString([.. written]));
            string result = Encoding.UTF8.GetString([.. written]);
            Assert.DoesNotContain(input.secret, result, StringComparison.Ordinal);
            if (result == input.text)
                Assert.Equal(input.lengths.Length, pieces);
        },
        input => $"{input.secret} in {input.text} as {string.Join(' ', input.lengths)}");

    [Fact]
    public async Task What_only_begins_like_a_key_is_written_as_it_came()
    {
        string[] parts = [OpenAIFrames.Content("sk-test-0123"), OpenAIFrames.Content("4 is none, sk-"), OpenAIFrames.Finish() + OpenAIFrames.Done];
        var service = new InProcessService(_ => new SlicedStream(Encoding.UTF8.GetBytes(string.Concat(parts)), Enumerable.Repeat(1, 10_000)));
        await RecordAsync(recorder => service.CreateClient("Moonshot", Options(recorder)));

        Assert.Equal(string.Concat(parts), Encoding.UTF8.GetString(ReadBody(1)));
        Assert.Equal(string.Concat(parts).Length, ReadLines("piece").Count);
    }

    [Fact]
    public async Task Only_the_user_can_read_the_file()
    {
        if (OperatingSystem.IsWindows() || Flavour.IsNetStandard)
        {
            Assert.Skip("Windows has other rights; a user's folder is private there.");
            return;
        }

        await RecordAsync(Answer());

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
    }

    private static string Escape(Random random, string secret) => random.Next(3) switch
    {
        0 => JsonSerializer.Serialize(secret).Trim('"'),
        1 => Uri.EscapeDataString(secret),
        _ => string.Concat(secret.Select(character => $"\\u{(int)character:x4}")),
    };

    private string Read() => System.IO.File.ReadAllText(File);

    private void AssertHasNot(params string[] secrets)
    {
        // Also not in base64, and not in two pieces.
        string all = Read() + Encoding.UTF8.GetString([.. ReadLines("request").SelectMany(line => ReadBody(line.GetProperty("request").GetInt32()))]);
        foreach (string secret in secrets)
            Assert.DoesNotContain(secret, all, StringComparison.Ordinal);
    }
}
