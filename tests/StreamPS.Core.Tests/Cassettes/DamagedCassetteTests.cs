using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using StreamPS.LoopbackServer;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Cassettes;

/// <summary>Files that aren't cassettes, and cassettes that someone has edited or a disk has damaged.</summary>
public sealed class DamagedCassetteTests : CassetteTest
{
    private const string Header = """{"cassette":"StreamPS","version":1}""";
    private const string Request = """{"request":1,"protocol":"OpenAIChat","baseUri":"http://x/v1","model":"m","method":"POST","address":"http://x/v1/chat/completions","body":{"a":1}}""";
    private const string Response = """{"response":1,"ms":1,"status":200}""";

    public static TheoryData<string, string> Files => new()
    {
        { "", "it's empty" },
        { "\n \n", "it's empty" },
        { "Hello", "its first line isn't JSON, but has to begin with {\"cassette\":\"StreamPS\"" },
        { "\0\u0001\u0002", "its first line isn't JSON, but has to begin with {\"cassette\":\"StreamPS\"" },
        { "{\"cassette\":\"Stre", "its first line isn't JSON, but has to begin with {\"cassette\":\"StreamPS\"" },
        { "[]", "line 1: it isn't an object" },
        { "{}", "line 1: it isn't the first line of a cassette, which begins with {\"cassette\":\"StreamPS\"" },
        { "{\"type\":\"session\",\"version\":1}\n", "line 1: it isn't the first line of a cassette, which begins with {\"cassette\":\"StreamPS\"" },
        { "{\"cassette\":\"Other\",\"version\":1}", "line 1: it's a cassette of 'Other', and not of StreamPS" },
        { "{\"cassette\":\"StreamPS\",\"version\":2}", "line 1: it's of version 2, and this StreamPS knows 1" },
        { "{\"cassette\":\"StreamPS\"}", "line 1: its field 'version' isn't a whole number" },
        { $"{Header}\nHello\n", "line 2 isn't JSON, from its byte 1 on" },
        { $"{Header}\n\n{Request}\n{{\"response\":1,\"ms\":1,\"status\":2\n", "line 4 isn't JSON, from its byte 32 on" },
        { $"{Header}\n[1]\n", "line 2: it isn't an object" },
        { $"{Header}\n{{\"note\":1}}\n", "line 2: it's none of request, response, piece and end" },
        { $"{Header}\n{Response}\n", "line 2: the request 1 is missing, which it belongs to" },
        { $"{Header}\n{Request}\n{Header}\n{Response}\n", "line 4: the request 1 is missing, which it belongs to" },
        { $"{Header}\n{Request}\n{Request}\n", "line 3: there is a request 1 already" },
        { $"{Header}\n{Request}\n{{\"piece\":1,\"ms\":1,\"text\":\"x\"}}\n", "line 3: the response is missing that it's a piece of, to the request in line 2" },
        { $"{Header}\n{Request}\n{{\"end\":1,\"ms\":1,\"how\":\"Complete\"}}\n", "line 3: the response is missing to the request in line 2" },
        { $"{Header}\n{Request}\n{Response}\n{Response}\n", "line 4: its request has a response already" },
        { $"{Header}\n{Request}\n{Response}\n{{\"end\":1,\"ms\":1,\"how\":\"Complete\"}}\n{{\"piece\":1,\"ms\":1,\"text\":\"x\"}}\n", "line 5: the request 1 has ended before it" },
        { $"{Header}\n{Request}\n{Response}\n{{\"piece\":1,\"ms\":1}}\n", "line 4: its field 'text' isn't a text" },
        { $"{Header}\n{Request}\n{Response}\n{{\"piece\":1,\"ms\":1,\"base64\":\"!\"}}\n", "line 4: its field 'base64' isn't base64" },
        { $"{Header}\n{Request}\n{Response}\n{{\"piece\":1,\"ms\":-1,\"text\":\"x\"}}\n", "line 4: its field 'ms' isn't a time in milliseconds, up to 7 days" },
        { $"{Header}\n{Request}\n{Response}\n{{\"piece\":1,\"ms\":1e300,\"text\":\"x\"}}\n", "line 4: its field 'ms' isn't a time in milliseconds, up to 7 days" },
        { $"{Header}\n{Request}\n{{\"response\":1,\"ms\":1,\"status\":99}}\n", "line 3: its field 'status' isn't a number from 200 to 599" },
        { $"{Header}\n{Request}\n{{\"response\":1,\"ms\":1,\"status\":200,\"headers\":{{\"a b\":\"x\"}}}}\n", "line 3: its field 'headers' isn't an object of header names and their texts" },
        { $"{Header}\n{Request}\n{{\"response\":1,\"ms\":1,\"status\":200,\"headers\":{{\"a\":\"x\\ny\"}}}}\n", "line 3: its field 'headers' isn't an object of header names and their texts" },
        { $"{Header}\n{Request}\n{{\"end\":1,\"ms\":1,\"how\":\"Well\"}}\n", "line 3: its field 'how' isn't one of Complete, Broken, Closed" },
        { $"{Header}\n{Request.Replace("\"http://x/v1\"", "\"nowhere\"", StringComparison.Ordinal)}\n", "line 2: its field 'baseUri' isn't an address" },
        { $"{Header}\n{Request.Replace("OpenAIChat", "3", StringComparison.Ordinal)}\n", "line 2: its field 'protocol' isn't one of OpenAIChat, OpenAIResponses, Anthropic, DashScope, Gemini, Ollama" },
        { $"{Header}\n{Request.Replace("\"request\":1", "\"request\":\"one\"", StringComparison.Ordinal)}\n", "line 2: its field 'request' isn't a whole number" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void A_damaged_file_is_an_error_that_says_where(string content, string why)
    {
        System.IO.File.WriteAllText(File, content);

        var exception = Assert.Throws<ChatCassetteException>(() => Cassette.Load(File));

        Assert.Equal(ChatErrorKind.InvalidCassette, exception.Kind);
        Assert.Equal($"'{File}' can't be used as a cassette: {why}.", exception.Message);
    }

    [Fact]
    public void A_file_in_UTF16_says_so()
    {
        System.IO.File.WriteAllText(File, Header, Encoding.Unicode);

        Assert.Equal($"'{File}' can't be used as a cassette: it's in UTF-16: save it as UTF-8.", Assert.Throws<ChatCassetteException>(() => Cassette.Load(File)).Message);
    }

    [Fact]
    public void A_folder_and_a_file_that_is_not_there_are_told_apart()
    {
        var folder = Assert.Throws<ChatCassetteException>(() => Cassette.Load(Folder));
        var missing = Assert.Throws<ChatCassetteException>(() => Cassette.Load(File));

        Assert.Equal((ChatErrorKind.InvalidCassette, $"'{Folder}' can't be used as a cassette: it's a folder."), (folder.Kind, folder.Message));
        Assert.Equal((ChatErrorKind.FileNotFound, $"There is no cassette '{File}'."), (missing.Kind, missing.Message));
    }

    [Fact]
    public async Task An_editor_may_add_a_byte_order_mark_blank_lines_and_other_line_ends()
    {
        var recorded = await RecordAsync(Answer("你好"));
        string text = System.IO.File.ReadAllText(File);
        System.IO.File.WriteAllText(File, text.Replace("\n", "\r\n\r\n", StringComparison.Ordinal), new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));

        Assert.Equal(recorded, await ReplayAsync());
        Assert.Equal(recorded, await RecordAsync(Answer("你好")));
    }

    [Fact]
    public async Task A_last_line_that_was_cut_is_left_out()
    {
        await RecordAsync(Answer());
        string text = System.IO.File.ReadAllText(File);
        for (int length = text.IndexOf('\n', StringComparison.Ordinal) + 1; length < text.Length; length++)
        {
            System.IO.File.WriteAllText(File, text[..length]);
            Assert.InRange(Cassette.Load(File).Count, 0, 1);
        }
    }

    [Fact]
    public async Task Random_damage_is_never_more_than_an_error_of_ours()
    {
        Server.Respond(Reply.Json(503, """{"error":{"message":"Busy"}}""").WithHeader("retry-after-ms", "1"), Answer("你好"), Reply.Frames(OpenAIFrames.Content("x")).Then(ReplyStep.Close));
        using (var recorder = new CassetteRecorder(File))
        {
            var client = CreateClient(new ChatClientOptions { Recorder = recorder });
            await Played.ReadAsync(client, new ChatRequest("Hello"));
            await Played.ReadAsync(client, new ChatRequest("Hello"));
            await recorder.CompleteAsync().WaitAsync(Limit);
        }

        byte[] whole = System.IO.File.ReadAllBytes(File);
        int replayed = 0;
        await Fuzz.RunAsync(
            600,
            TimeSpan.FromMinutes(2),
            random => Damage(random, whole),
            bytes =>
            {
                System.IO.File.WriteAllBytes(File, bytes);
                try
                {
                    var cassette = Cassette.Load(File);
                    var player = new CassettePlayer(cassette) { Speed = 0, Match = CassetteMatch.Order };
                    var provider = cassette.Provider ?? ChatProvider.FromBaseUri(Server.BaseUri);
                    var client = new ChatClient(provider, new ChatClientOptions { Player = player });
                    for (int i = 0; i < 2; i++)
                        Played.ReadAsync(client, new ChatRequest("Hello") { Model = "m" }).GetAwaiter().GetResult();
                    replayed++;
                }
                catch (ChatCassetteException exception)
                {
                    Assert.Equal(ChatErrorKind.InvalidCassette, exception.Kind);
                }
            },
            bytes => Encoding.UTF8.GetString(bytes));

        Assert.InRange(replayed, 50, 550);
    }

    private static byte[] Damage(Random random, byte[] whole)
    {
        byte[] bytes = [.. whole];
        switch (random.Next(5))
        {
            case 0:
                for (int i = random.Next(1, 4); i > 0; i--)
                    bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                return bytes;
            case 1:
                return bytes[..random.Next(bytes.Length)];
            case 2:
                int start = random.Next(bytes.Length);
                return [.. bytes[..start], .. bytes[Math.Min(bytes.Length, start + random.Next(1, 40))..]];
            case 3:
                var lines = Encoding.UTF8.GetString(bytes).TrimEnd('\n').Split('\n').ToList();
                int one = random.Next(lines.Count);
                int other = random.Next(lines.Count);
                (lines[one], lines[other]) = (lines[other], lines[one]);
                if (random.OneIn(2))
                    lines.RemoveAt(random.Next(lines.Count));
                return Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n");
            default:
                string text = Encoding.UTF8.GetString(bytes);
                string number = random.Pick("-1", "0", "1e999", "null", "\"x\"", "true", "[]", "{}", "99999999999", "\"\\ud800\"");
                int place = text.IndexOf(random.Pick("\"ms\":", "\"status\":", "\"request\":", "\"text\":", "\"body\":", "\"address\":", "\"end\":", "\"kind\":", "\"method\":", "\"version\":"), StringComparison.Ordinal);
                int value = text.IndexOf(':', Math.Max(place, 0)) + 1;
                int end = text.IndexOfAny([',', '}'], value);
                return Encoding.UTF8.GetBytes(text[..value] + number + text[end..]);
        }
    }
}
