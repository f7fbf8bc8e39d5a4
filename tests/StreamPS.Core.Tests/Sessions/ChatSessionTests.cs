using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using StreamPS.LoopbackServer;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Sessions;

/// <summary>Conversations: what becomes a turn, what is sent of them, and how they're kept.</summary>
public sealed class ChatSessionTests : ServerTest, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("streamps-").FullName;

    private string FilePath => Path.Combine(_folder, "chat.jsonl");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_reply_becomes_a_turn()
    {
        var session = new ChatSession { SystemPrompt = "Be brief." };

        await AskAsync(session, "Hi", Answer("Hello"));
        await AskAsync(session, "And?", Answer("Well"));

        Assert.Equal("System:Be brief.|User:Hi|Assistant:Hello|User:And?|Assistant:Well", Describe(session.Messages));
        Assert.Equal(["Be brief.", "Hi", "Hello", "And?"], Server.Requests[1].Json.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("content").GetString()));
        Assert.All(session.Turns, turn => Assert.False(turn.IsCut));
    }

    [Fact]
    public async Task A_reply_that_was_cut_is_kept_and_marked()
    {
        var session = new ChatSession();

        await AskAsync(session, "Hi", Reply.Frames(OpenAIFrames.Content("Hel")).Then(ReplyStep.Close));

        var turn = Assert.Single(session.Turns);
        Assert.Equal("Hel", turn.Reply.Content);
        Assert.Equal(ChatCompletionStatus.Incomplete, turn.Status);
        Assert.True(turn.IsCut);
    }

    [Fact]
    public async Task A_request_that_failed_adds_nothing()
    {
        var session = new ChatSession();

        await AskAsync(session, "Hi", Reply.Json(401, "{}"));

        Assert.Empty(session.Turns);
    }

    [Fact]
    public async Task Of_several_replies_the_first_counts()
    {
        var session = new ChatSession();

        await AskAsync(session, "Hi", Reply.Frames(OpenAIFrames.Content("b", index: 1), OpenAIFrames.Content("a"), OpenAIFrames.Done));

        Assert.Equal("a", session.Turns[0].Reply.Content);
    }

    [Theory]
    [InlineData(null, null, 0)]
    [InlineData(4, null, 0)]
    [InlineData(2, null, 2)]
    [InlineData(0, null, 4)]
    [InlineData(null, 1000, 0)]
    [InlineData(null, 60, 1)]
    [InlineData(null, 59, 2)]
    [InlineData(null, 0, 4)]
    public void What_is_sent_keeps_to_the_limits_and_keeps_the_instructions(int? turns, int? tokens, int first)
    {
        var session = new ChatSession { SystemPrompt = "Be brief.", MaxTurns = turns, MaxHistoryTokens = tokens };
        for (int index = 0; index < 4; index++)
            session.Add(Turn($"question {index}", $"answer {index}", new ChatUsage(20 * index, 25)));

        var expected = new[] { ChatMessage.System("Be brief.") }.Concat(Enumerable.Range(0, 4).Skip(first).SelectMany(index => new[] { ChatMessage.User($"question {index}"), ChatMessage.Assistant($"answer {index}") }));

        Assert.Equal(Describe(expected), Describe(session.GetHistory()));
        Assert.Equal(4, session.Turns.Count);
    }

    [Fact]
    public void Without_counts_the_length_is_taken()
    {
        var session = new ChatSession { MaxHistoryTokens = 25 };
        foreach (string text in new[] { "old", "new" })
            session.Add(Turn(text, new string('x', 80), usage: null));

        Assert.StartsWith("User:new", Describe(session.GetHistory()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_session_is_cut_in_one_pass()
    {
        const int Turns = 5000;
        var session = new ChatSession { MaxHistoryTokens = 40 };
        var questions = new ReadCounter<ChatMessage>([ChatMessage.User(new string('x', 40))]);
        for (int index = 0; index < Turns; index++)
            session.Add(new ChatTurn(questions, ChatMessage.Assistant("")));

        Assert.Equal(8, session.GetHistory().Count);
        // Each turn is counted, looked at for tools when the one before goes, and sent if it stays.
        Assert.InRange(questions.Reads, Turns, 3 * Turns);
    }

    [Fact]
    public void An_exchange_with_a_tool_stays_whole()
    {
        var session = new ChatSession { MaxTurns = 1 };
        var call = new ToolCall(0, "id", "clock", "{}");
        session.Add(new ChatTurn([ChatMessage.User("What time is it?")], new ChatMessage(ChatRole.Assistant, "") { ToolCalls = [call] }));
        session.Add(new ChatTurn([new ChatMessage(ChatRole.Tool, "12:00") { ToolCallId = "id", IsError = true }], ChatMessage.Assistant("Noon.")));
        Assert.Empty(session.GetHistory());

        session.MaxTurns = 2;
        Assert.Equal(4, session.GetHistory().Count);

        session.Add(Turn("Thanks", "Welcome", usage: null));
        Assert.Equal("User:Thanks|Assistant:Welcome", Describe(session.GetHistory()));
    }

    [Fact]
    public void The_last_turn_can_be_taken_back()
    {
        var session = new ChatSession();
        session.Add(Turn("a", "b", usage: null));

        Assert.Equal("b", session.RemoveLast()?.ToString());
        Assert.Null(session.RemoveLast());
    }

    [Fact]
    public void A_file_brings_everything_back()
    {
        var session = FullSession();

        ChatSessionFile.Write(session, FilePath);
        var read = ChatSessionFile.Read(FilePath, out bool isCut);

        Assert.False(isCut);
        Assert.Equal(Lines(session), Lines(read));
        Assert.Equal("data:image/png;base64,iVBORw==", read.Turns[0].Messages[0].Images[1].ToAddress());
        Assert.Equal("sig", read.Turns[0].Reply.ToolCalls[0].Signature);
        Assert.True(read.Turns[1].Messages[0].IsError);
        Assert.Equal("1 + 2 = 3", read.Turns[0].Usage?.ToString());
        Assert.Equal(ChatCompletionStatus.Cancelled, read.Turns[1].Status);
    }

    [Fact]
    public void Each_turn_is_a_readable_line()
    {
        var session = new ChatSession("id", new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero)) { SystemPrompt = "Sei kurz.", Model = "m" };
        session.Add(new ChatTurn([ChatMessage.User("Grüße\n你好")], ChatMessage.Assistant("Hi")) { Status = ChatCompletionStatus.Complete, StartedAt = session.StartedAt, Model = "m" });

        ChatSessionFile.Write(session, FilePath);

        Assert.Equal(
            """
            {"type":"session","version":1,"id":"id","startedAt":"2026-01-02T03:04:05+00:00","systemPrompt":"Sei kurz.","model":"m"}
            {"type":"turn","startedAt":"2026-01-02T03:04:05+00:00","status":"Complete","model":"m","messages":[{"role":"User","content":"Grüße\n你好"}],"reply":{"role":"Assistant","content":"Hi"}}

            """.ReplaceLineEndings("\n"),
            File.ReadAllText(FilePath));
    }

    [Fact]
    public void Appending_adds_what_is_new()
    {
        var session = new ChatSession();
        ChatSessionFile.Append(session, FilePath);
        session.Add(Turn("a", "b", usage: null));
        ChatSessionFile.Append(session, FilePath);
        string before = File.ReadAllText(FilePath);
        session.Add(Turn("c", "d", usage: null));
        ChatSessionFile.Append(session, FilePath);
        ChatSessionFile.Append(session, FilePath);

        Assert.StartsWith(before, File.ReadAllText(FilePath), StringComparison.Ordinal);
        Assert.Equal(Lines(session), Lines(ChatSessionFile.Read(FilePath, out _)));
    }

    [Fact]
    public void A_crash_at_any_byte_costs_the_last_line_at_most()
    {
        var session = FullSession();
        ChatSessionFile.Write(session, FilePath);
        byte[] whole = File.ReadAllBytes(FilePath);
        int header = Array.IndexOf(whole, (byte)'\n');
        for (int length = header + 1; length <= whole.Length; length++)
        {
            File.WriteAllBytes(FilePath, whole[..length]);
            int lines = whole.Take(length).Count(value => value == (byte)'\n') - 1;

            var read = ChatSessionFile.Read(FilePath, out _);

            Assert.InRange(read.Turns.Count, lines, lines + 1);
            ChatSessionFile.Append(session, FilePath);
            Assert.Equal(Lines(session), Lines(ChatSessionFile.Read(FilePath, out bool isCut)));
            Assert.False(isCut);
        }
    }

    [Theory]
    [InlineData("", "line 1 can't be read")]
    [InlineData("{}\n", "line 1 can't be read: it doesn't say that it's a session")]
    [InlineData("""{"type":"session","version":2,"id":"a","startedAt":"2026-01-02T03:04:05Z"}""" + "\n", "line 1 can't be read: it's of version 2, and this StreamPS knows 1")]
    [InlineData("""{"type":"session","version":1,"id":"a","startedAt":"2026-01-02T03:04:05Z"}""" + "\n{}\n", "line 2 can't be read: it isn't a turn")]
    [InlineData("""{"type":"session","version":1,"id":"a","startedAt":"2026-01-02T03:04:05Z"}""" + "\nnonsense\n", "line 2 can't be read")]
    [InlineData("""{"type":"session","version":1,"id":"a","startedAt":"2026-01-02T03:04:05Z"}""" + "\n{\"type\":\"turn\"}\n", "line 2 can't be read")]
    [InlineData("""{"type":"session","version":1,"startedAt":"yesterday"}""" + "\n", "line 1 can't be read")]
    public void What_can_not_be_read_is_named(string content, string why)
    {
        File.WriteAllText(FilePath, content);

        var exception = Assert.Throws<ChatInputException>(() => ChatSessionFile.Read(FilePath, out _));

        Assert.Equal(ChatErrorKind.FileNotReadable, exception.Kind);
        Assert.StartsWith($"'{FilePath}' can't be used as a session's file: {why}", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_another_session_is_not_appended_to()
    {
        ChatSessionFile.Write(FullSession(), FilePath);
        string before = File.ReadAllText(FilePath);

        Assert.Throws<ChatInputException>(() => ChatSessionFile.Append(new ChatSession(), FilePath));

        Assert.Equal(before, File.ReadAllText(FilePath));
    }

    [Fact]
    public void Markdown_is_for_people()
    {
        ChatSessionFile.WriteMarkdown(FullSession(), FilePath);

        Assert.Equal(
            """
            # Chat of 2026-01-02 03:04

            > Be brief.

            ## You

            Look

            ![image](https://example.com/a.png)

            *(image, image/png)*

            ## m

            ```text
            clock({"zone":1})
            ```

            ## Tool

            12:00

            ## Assistant

            Noo

            *(stopped)*


            """.ReplaceLineEndings("\n"),
            File.ReadAllText(FilePath));
    }

    private static ChatTurn Turn(string question, string answer, ChatUsage? usage) =>
        new([ChatMessage.User(question)], ChatMessage.Assistant(answer)) { Status = ChatCompletionStatus.Complete, Usage = usage };

    private static ChatSession FullSession()
    {
        var session = new ChatSession("id", new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(1)))
        {
            SystemPrompt = "Be brief.",
            Provider = "Moonshot",
            BaseUri = new Uri("https://example.com/v1"),
            Protocol = ChatProtocol.Anthropic,
            Model = "m",
            Temperature = 0.5,
            TopP = 0.9,
            MaxTokens = 10,
            MaxTurns = 20,
            MaxHistoryTokens = 30,
        };
        var question = new ChatMessage(ChatRole.User, "Look") { Name = "kim", Images = [ChatImage.FromUri(new Uri("https://example.com/a.png")), ChatImage.FromBytes([0x89, (byte)'P', (byte)'N', (byte)'G'])] };
        var call = new ChatMessage(ChatRole.Assistant, "") { ToolCalls = [new ToolCall(0, "id", "clock", """{"zone":1}""") { Signature = "sig" }], SignedReasoning = [new SignedReasoning("Hm.", "proof")] };
        session.Add(new ChatTurn([question], call) { Status = ChatCompletionStatus.Complete, StartedAt = session.StartedAt, Model = "m", Usage = new ChatUsage(1, 2, 3, 0, 1) });
        session.Add(new ChatTurn([new ChatMessage(ChatRole.Tool, "12:00") { ToolCallId = "id", IsError = true }], ChatMessage.Assistant("Noo")) { Status = ChatCompletionStatus.Cancelled, StartedAt = session.StartedAt });
        return session;
    }

    private static string Describe(IEnumerable<ChatMessage> messages) => string.Join("|", messages.Select(message => $"{message.Role}:{message.Content}"));

    private static string Lines(ChatSession session) => string.Join("\n", session.Turns.Select(ChatSessionJson.WriteTurn).Prepend(ChatSessionJson.WriteHeader(session)));

    private async Task AskAsync(ChatSession session, string prompt, Reply reply)
    {
        Server.Respond(reply);
        ChatMessage[] asked = [ChatMessage.User(prompt)];
        await using var stream = CreateClient().Stream(new ChatRequest([.. session.GetHistory(), .. asked]));
        await Record.ExceptionAsync(() => stream.ReadToEndAsync().WaitAsync(Limit));
        session.Add(asked, stream.Completion);
    }
}
