using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using StreamPS.LoopbackServer;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Client;

/// <summary>A reply that was cut goes on, when that was asked for: with nothing lost, nothing doubled and one numbering.</summary>
public sealed class ResumeTests : ServerTest
{
    private const string Wish = "Continue exactly where your last message stopped. Don't repeat any of it, and add no introduction.";

    private static readonly Reply Cut = Reply.Frames(OpenAIFrames.Role(), OpenAIFrames.Content("The quick"), OpenAIFrames.Content(" brown")).Then(ReplyStep.Close);

    public static TheoryData<Reply> Cuts =>
    [
        Cut,
        Cut with { Steps = [.. Cut.Steps.SkipLast(1)] },
        Cut with { Steps = [.. Cut.Steps.SkipLast(1), ReplyStep.Write("data: {\"cho"), ReplyStep.Close] },
        Cut with { Steps = [.. Cut.Steps.SkipLast(1), ReplyStep.Write(OpenAIFrames.Error("Too much to do", "overloaded_error"))] },
    ];

    [Theory]
    [MemberData(nameof(Cuts))]
    public async Task The_deltas_go_on_as_one_stream(Reply cut)
    {
        Server.Respond(cut, Answer(" fox"));
        var stream = CreateClient(Options()).Stream("Tell");

        var deltas = await CollectAsync(stream);

        Assert.Equal(["The quick", " brown", " fox", null], deltas.Select(delta => delta.Content));
        Assert.Equal([0, 1, 2, 3], deltas.Select(delta => delta.Sequence));
        Assert.Equal([false, false, true, true], deltas.Select(delta => delta.Resumed));
        Assert.Equal([ChatRole.Assistant, null, null, null], deltas.Select(delta => delta.Role));
        Assert.Equal("The quick brown fox", stream.Completion.Text);
        Assert.Equal(ChatCompletionStatus.Complete, stream.Completion.Status);
        Assert.Equal(1, stream.Completion.ResumeCount);
        Assert.Null(stream.Completion.Error);
        Assert.Equal("Tell", stream.Completion.Prompt);
        Assert.Single(stream.Completion.Messages);
    }

    [Fact]
    public async Task A_service_without_a_way_of_its_own_is_asked_in_words()
    {
        Server.Respond(Cut, Answer(" fox"));

        await AskAsync(Options());

        Assert.Equal(["user:Tell", "assistant:The quick brown", "user:" + Wish], MessagesOf(1));
    }

    [Theory]
    [InlineData("Moonshot", "/v1/chat/completions", """{"role":"assistant","content":"The quick brown","partial":true}""")]
    [InlineData("DashScope", "/v1/chat/completions", """{"role":"assistant","content":"The quick brown","partial":true}""")]
    [InlineData("Mistral", "/v1/chat/completions", """{"role":"assistant","content":"The quick brown","prefix":true}""")]
    [InlineData("DeepSeek", "/beta/chat/completions", """{"role":"assistant","content":"The quick brown","prefix":true}""")]
    [InlineData("OpenRouter", "/v1/chat/completions", """{"role":"assistant","content":"The quick brown"}""")]
    [InlineData("VLLM", "/v1/chat/completions", """{"role":"assistant","content":"The quick brown"}""")]
    public async Task A_service_with_a_way_of_its_own_is_asked_that_way(string provider, string path, string lastMessage)
    {
        Server.Respond(Cut, Answer(" fox"));

        var completion = await AskAsync(Options(), provider);

        Assert.Equal("The quick brown fox", completion.Text);
        Assert.Equal("/v1/chat/completions", Server.Requests[0].Path);
        Assert.Equal(path, Server.Requests[1].Path);
        var messages = Server.Requests[1].Json.GetProperty("messages");
        Assert.Equal(2, messages.GetArrayLength());
        Json.Equal(lastMessage, messages[1].GetRawText());
        Assert.Equal(provider == "VLLM", Server.Requests[1].Json.TryGetProperty("continue_final_message", out _));
        Assert.Equal(provider == "VLLM", Server.Requests[1].Json.TryGetProperty("add_generation_prompt", out _));
    }

    [Fact]
    public async Task A_service_that_refuses_its_own_way_is_asked_in_words_and_that_is_remembered()
    {
        var options = Options(memory: new ServiceMemory());
        var refusal = Reply.Json(400, """{"error":{"message":"partial is not supported by this model","type":"invalid_request_error"}}""");
        Server.Respond(Cut, refusal, Answer(" fox"), Cut, Answer(" fox"));

        var first = await AskAsync(options, "Moonshot");
        var second = await AskAsync(options, "Moonshot");

        Assert.Equal("The quick brown fox", first.Text);
        Assert.Equal("The quick brown fox", second.Text);
        Assert.Equal(1, first.ResumeCount);
        Assert.Equal(0, first.RetryCount);
        Assert.Equal(5, Server.Requests.Count);
        Assert.Equal("user:" + Wish, MessagesOf(2)[^1]);
        Assert.Equal("user:" + Wish, MessagesOf(4)[^1]);
    }

    [Fact]
    public async Task What_the_model_repeats_is_left_out()
    {
        Server.Respond(Cut, Reply.Frames(OpenAIFrames.Role(), OpenAIFrames.Content("quick"), OpenAIFrames.Content(" brown fox"), OpenAIFrames.Finish(), OpenAIFrames.Done));
        var stream = CreateClient(Options()).Stream("Tell");

        var deltas = await CollectAsync(stream);

        Assert.Equal("The quick| brown| fox", Join(deltas));
        Assert.Equal([0, 1, 2, 3], deltas.Select(delta => delta.Sequence));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_held_back_is_not_lost_when_the_reply_ends(bool isWhole)
    {
        // "The" stands in the text, and could still become a repetition of it.
        Server.Respond(Cut, Reply.Frames([OpenAIFrames.Content("The"), .. isWhole ? new[] { OpenAIFrames.Done } : []]));
        var stream = CreateClient(Options(maximum: 1)).Stream("Tell");

        var failure = await Record.ExceptionAsync(() => stream.ReadToEndAsync().WaitAsync(Limit));

        Assert.Equal(isWhole ? null : typeof(ChatStreamException), failure?.GetType());
        Assert.Equal("The quick brownThe", stream.Completion.Text);
    }

    [Fact]
    public async Task Tokens_of_all_parts_are_added_up()
    {
        var first = Reply.Frames(OpenAIFrames.Content("The quick"), OpenAIFrames.Usage(10, 2)).Then(ReplyStep.Close);
        Server.Respond(first, Reply.Frames(OpenAIFrames.Content(" fox"), OpenAIFrames.Finish(), OpenAIFrames.Usage(15, 1), OpenAIFrames.Done));

        var completion = await AskAsync(Options());

        Assert.Equal("25 + 3 = 28", completion.Usage?.ToString());
    }

    [Fact]
    public async Task It_can_be_cut_several_times_up_to_the_maximum()
    {
        Server.Respond(Cut, Part(" fox"), Part(" jumps"), Part(" over"));

        var stream = CreateClient(Options(maximum: 2)).Stream("Tell");
        var exception = await Assert.ThrowsAsync<ChatConnectionException>(() => stream.ReadToEndAsync().WaitAsync(Limit));

        Assert.Equal(ChatErrorKind.ConnectionLost, exception.Kind);
        Assert.EndsWith(" It was continued 2 times, which is the limit.", exception.Message, StringComparison.Ordinal);
        Assert.Equal("The quick brown fox jumps", exception.Completion?.Text);
        Assert.Equal(2, exception.Completion?.ResumeCount);
        Assert.Equal("assistant:The quick brown fox", MessagesOf(2)[^2]);
        Assert.Equal(3, Server.Requests.Count);
    }

    [Fact]
    public async Task A_continuation_that_does_not_begin_is_retried()
    {
        Server.Respond(Cut, Reply.Json(503, """{"error":{"message":"Busy"}}"""), new Reply { BeforeHeaders = [ReplyStep.Reset] }, Answer(" fox"));

        var completion = await AskAsync(Options());

        Assert.Equal("The quick brown fox", completion.Text);
        Assert.Equal(1, completion.ResumeCount);
        Assert.Equal(2, completion.RetryCount);
        Assert.Equal(Server.Requests[1].Body, Server.Requests[3].Body);
    }

    [Fact]
    public async Task A_stall_is_a_cut_too()
    {
        var clock = new ManualClock();
        Server.Respond(Reply.Frames(OpenAIFrames.Content("The quick brown")).Then(ReplyStep.Stall), Answer(" fox"));
        await using var stream = CreateClient(Options(clock: clock)).Stream("Tell");
        await NextAsync(stream);
        var next = stream.WaitToReadAsync().AsTask();
        clock.Advance(TimeSpan.FromSeconds(60));

        Assert.True(await next.WaitAsync(Limit));

        Assert.Equal("The quick brown fox", (await stream.ReadToEndAsync().WaitAsync(Limit)).Text);
        Assert.Equal(RequestEndKind.ClientClosed, (await Server.Requests[0].Ended.WaitAsync(Limit)).Kind);
    }

    [Fact]
    public async Task A_model_that_reasons_is_asked_in_words()
    {
        Server.Respond(Reply.Frames(OpenAIFrames.Reasoning("Hm."), OpenAIFrames.Content("The quick")).Then(ReplyStep.Close), Answer(" fox"));

        await AskAsync(Options(), "Moonshot");

        Assert.Equal("user:" + Wish, MessagesOf(1)[^1]);
    }

    [Fact]
    public async Task Without_any_text_so_far_the_first_request_is_sent_once_more()
    {
        Server.Respond(Reply.Frames(OpenAIFrames.Reasoning("Hm.")).Then(ReplyStep.Close), Answer("Hi"));

        var completion = await AskAsync(Options());

        Assert.Equal("Hi", completion.Text);
        Assert.Equal(["user:Tell"], MessagesOf(1));
    }

    public static TheoryData<ChatRequest, string, string> WhatCannotGoOn => new()
    {
        { new ChatRequest("Tell") { Count = 2 }, OpenAIFrames.Content("a"), "It wasn't continued: that isn't possible with several replies at once." },
        { new ChatRequest("Tell"), OpenAIFrames.Content("a", index: 1), "It wasn't continued: that isn't possible with several replies at once." },
        { new ChatRequest("Tell"), OpenAIFrames.ToolCall(0, "id", "tool", "{"), "It wasn't continued: it has a tool call, which can't be gone on with." },
        { new ChatRequest("Tell"), OpenAIFrames.Content("b") + OpenAIFrames.Finish(), "It wasn't continued: the service had given its finish reason, so that only the end marker is missing." },
        { new ChatRequest("Tell"), OpenAIFrames.Delta("""{"refusal":"No"}"""), "It wasn't continued: it's a refusal." },
        { new ChatRequest("Tell") { ExtraBody = new Dictionary<string, object?> { ["messages"] = Array.Empty<object>() } }, OpenAIFrames.Content("b"), "It wasn't continued: the messages stand in the extra fields of the body." },
    };

    [Theory]
    [MemberData(nameof(WhatCannotGoOn))]
    public async Task What_can_not_go_on_is_not_tried_and_the_error_says_so(ChatRequest request, string frames, string why)
    {
        Server.Respond(Reply.Frames(OpenAIFrames.Content("a") + frames).Then(ReplyStep.Close), Answer());

        var exception = await Assert.ThrowsAnyAsync<ChatException>(() => CreateClient(Options()).CompleteAsync(request).WaitAsync(Limit));

        Assert.EndsWith(" " + why, exception.Message, StringComparison.Ordinal);
        Assert.Equal(0, exception.Completion?.ResumeCount);
        Assert.Single(Server.Requests);
    }

    [Theory]
    [InlineData("data: {nonsense}\n\n", ChatErrorKind.ProtocolError)]
    [InlineData("data: {\"error\":{\"message\":\"No\",\"code\":\"content_filter\"}}\n\n", ChatErrorKind.ContentFiltered)]
    public async Task What_would_break_again_is_not_tried(string frame, ChatErrorKind kind)
    {
        Server.Respond(Reply.Frames(OpenAIFrames.Content("a"), frame), Answer());

        var exception = await FailAsync(CreateClient(Options()));

        Assert.Equal(kind, exception.Kind);
        Assert.DoesNotContain("continued", exception.Message, StringComparison.Ordinal);
        Assert.Single(Server.Requests);
    }

    private static Reply Part(string text) => Reply.Frames(OpenAIFrames.Content(text)).Then(ReplyStep.Close);

    private static ChatClientOptions Options(int maximum = 3, ServiceMemory? memory = null, TimeProvider? clock = null) => new()
    {
        ApiKey = new ApiKey(Key),
        MaximumResumeCount = maximum,
        Retry = new ChatRetryOptions { Random = () => 0 },
        Memory = memory ?? new ServiceMemory(),
        Clock = clock ?? TimeProvider.System,
    };

    private Task<ChatCompletion> AskAsync(ChatClientOptions options, string? provider = null)
    {
        var service = provider is null ? ChatProvider.FromBaseUri(Server.BaseUri) : ChatProviders.Get(provider).At(Server.BaseUri);
        return new ChatClient(service, options).CompleteAsync(new ChatRequest("Tell")).WaitAsync(Limit);
    }

    private string[] MessagesOf(int request) =>
        [.. Server.Requests[request].Json.GetProperty("messages").EnumerateArray().Select(message => $"{message.GetProperty("role")}:{message.GetProperty("content")}")];
}
