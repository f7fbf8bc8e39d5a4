using System;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using StreamPS.LoopbackServer;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Tools;

/// <summary>Replies before and after the results of tools, and answers that have to fit a schema.</summary>
public sealed class ToolExchangeTests : ServerTest
{
    private static readonly AnswerFormat Number = new(JsonSchema.Parse("""{"type":"object","properties":{"n":{"type":"integer"}},"required":["n"]}"""));

    [Fact]
    public async Task A_request_that_goes_on_has_the_figures_of_all_replies()
    {
        Server.Respond(Call(), Reply.Frames(OpenAIFrames.Role(), OpenAIFrames.Content("12"), OpenAIFrames.Finish(), OpenAIFrames.Usage(20, 1), OpenAIFrames.Done));
        var client = CreateClient();
        var request = new ChatRequest("Hi");
        var first = await client.CompleteAsync(request).WaitAsync(Limit);
        var next = client.Stream(request.Continue(first, [ChatMessage.ToolResult(first.ToolCalls[0], "Rain")]));
        var deltas = await CollectAsync(next);

        Assert.Equal(first.DeltaCount, deltas[0].Sequence);
        var last = next.Completion;
        Assert.Equal((1, "12", first.DeltaCount + deltas.Count), (last.ToolRounds, last.Text, last.DeltaCount));
        Assert.Equal("30 + 4 = 34", last.Usage!.ToString());
        Assert.Equal((first.StartedAt, first.FirstTokenLatency), (last.StartedAt, last.FirstTokenLatency));
        Assert.Equal([ChatRole.User, ChatRole.Assistant, ChatRole.Tool], last.Messages.Select(message => message.Role));
        Assert.Equal("call_1", last.Messages[2].ToolCallId);
    }

    [Theory]
    [InlineData("{\"n\": 1}")]
    [InlineData("\n```json\n{\"n\": 1}\n```\n")]
    public async Task An_answer_that_fits_is_an_object(string text)
    {
        var completion = await AskAsync(text);
        Assert.Equal(1, Assert.IsType<JsonElement>(completion.Json).GetProperty("n").GetInt32());
    }

    [Theory]
    [InlineData("{\"n\": \"one\"}", "The answer doesn't fit its schema: /n: is a string, must be a whole number.")]
    [InlineData("One.", "The answer doesn't fit its schema: /: isn't JSON.")]
    [InlineData("{}", "The answer doesn't fit its schema: /n: is missing.")]
    public async Task An_answer_that_doesnt_fit_is_an_error_with_its_text(string text, string expected)
    {
        var exception = await Assert.ThrowsAsync<ChatStreamException>(() => AskAsync(text));
        Assert.Equal((ChatErrorKind.AnswerMismatch, expected), (exception.Kind, exception.Message));
        Assert.Equal(text, exception.Completion!.Text);
        Assert.Equal(ChatCompletionStatus.Failed, exception.Completion.Status);
        Assert.Null(exception.Completion.Json);
        Assert.False(exception.IsTransient);
        Assert.Single(Server.Requests);
    }

    [Fact]
    public async Task An_answer_that_was_cut_says_so()
    {
        Server.Respond(Reply.Frames(OpenAIFrames.Content("{\"n\""), OpenAIFrames.Finish("length"), OpenAIFrames.Done));
        var exception = await Assert.ThrowsAsync<ChatStreamException>(() => CreateClient().CompleteAsync(new ChatRequest("Hi") { Answer = Number }).WaitAsync(Limit));
        Assert.Equal("The answer doesn't fit its schema, it was cut at the limit of tokens: /: isn't JSON.", exception.Message);
    }

    [Fact]
    public async Task A_reply_that_calls_tools_is_no_answer_yet()
    {
        Server.Respond(Call());
        var completion = await CreateClient().CompleteAsync(new ChatRequest("Hi") { Answer = Number }).WaitAsync(Limit);
        Assert.Equal((ChatCompletionStatus.Complete, null), (completion.Status, completion.Json));
    }

    [Fact]
    public async Task A_session_answers_calls_that_nobody_ran()
    {
        Server.Respond(Call());
        var session = new ChatSession();
        session.Add([ChatMessage.User("Hi")], await CreateClient().CompleteAsync(new ChatRequest("Hi")).WaitAsync(Limit));

        Assert.Equal(["User:Hi", "Assistant:"], session.GetHistory().Select(Describe));
        Assert.Equal(["User:Hi", "Assistant:", "Tool:This call was not run."], session.GetHistory([ChatMessage.User("And?")]).Select(Describe));
        var result = ChatMessage.ToolResult(new ToolCall(0, "call_1", "f", "{}"), "Rain");
        Assert.Equal(["User:Hi", "Assistant:"], session.GetHistory([result]).Select(Describe));

        Server.Respond(Answer("Well"));
        session.Add([ChatMessage.User("And?")], await CreateClient().CompleteAsync(new ChatRequest("And?")).WaitAsync(Limit));
        Assert.Equal(["User:Hi", "Assistant:", "Tool:This call was not run.", "User:And?", "Assistant:Well"], session.GetHistory().Select(Describe));
    }

    [Fact]
    public async Task The_demo_calls_the_first_tool_and_tells_its_result()
    {
        var client = new ChatClient(ChatProviders.Get("Demo"), new ChatClientOptions());
        var tool = new ChatTool("get_weather", "", JsonSchema.Parse("""{"type":"object","properties":{"city":{"type":"string"},"days":{"type":"integer"}},"required":["city"]}"""));
        var request = new ChatRequest("How is the weather in Oslo?") { Tools = [tool] };
        var first = await client.CompleteAsync(request).WaitAsync(Limit);
        var last = await client.CompleteAsync(request.Continue(first, [ChatMessage.ToolResult(first.ToolCalls[0], "Rain")])).WaitAsync(Limit);

        Assert.Equal("""get_weather({"city":"Oslo"})""", first.ToolCalls.Single().ToString());
        Assert.Equal(ChatFinishReason.ToolCalls, first.FinishReason);
        Assert.Equal("The tool says: Rain", last.Text);
    }

    private static Reply Call() => Reply.Frames(
        OpenAIFrames.Role(),
        OpenAIFrames.ToolCall(0, "call_1", "f", "{}"),
        OpenAIFrames.Finish("tool_calls"),
        OpenAIFrames.Usage(10, 3),
        OpenAIFrames.Done);

    private static string Describe(ChatMessage message) => $"{message.Role}:{message.Content}";

    private Task<ChatCompletion> AskAsync(string text)
    {
        Server.Respond(Answer(text));
        return CreateClient().CompleteAsync(new ChatRequest("Hi") { Answer = Number }).WaitAsync(Limit);
    }
}
