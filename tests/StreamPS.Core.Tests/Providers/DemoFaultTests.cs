using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Providers;

/// <summary>The Demo provider's faults: each is what a real service's failure is, through the whole engine.</summary>
public sealed class DemoFaultTests
{
    private const string Part = "You asked: \"Hello\". This is the Demo provider of StreamPS: no key, no network, no model. Each piece of this text is";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    // Longer than any wait of the retries, and shorter than the time for connecting.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    public static TheoryData<DemoFault, ChatErrorKind, ChatCompletionStatus, bool> Faults => new()
    {
        { DemoFault.Truncate, ChatErrorKind.IncompleteStream, ChatCompletionStatus.Incomplete, true },
        { DemoFault.Stall, ChatErrorKind.IdleTimeout, ChatCompletionStatus.Incomplete, true },
        { DemoFault.Reset, ChatErrorKind.ConnectionLost, ChatCompletionStatus.Incomplete, true },
        { DemoFault.ErrorFrame, ChatErrorKind.ServiceError, ChatCompletionStatus.Failed, true },
        { DemoFault.BadFrame, ChatErrorKind.ProtocolError, ChatCompletionStatus.Failed, false },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_fault_strikes_in_the_middle_and_what_arrived_is_kept(DemoFault fault, ChatErrorKind kind, ChatCompletionStatus status, bool isContinued)
    {
        var exception = await Assert.ThrowsAnyAsync<ChatException>(() => AskAsync(fault, new ChatRequest("Hello")));

        Assert.Equal((kind, status, Part), (exception.Kind, exception.Completion!.Status, exception.Completion.Text));
        Assert.Equal(isContinued, exception.IsTransient || kind == ChatErrorKind.IdleTimeout);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task The_rest_comes_whole_where_it_can_be_asked_for(DemoFault fault, ChatErrorKind kind, ChatCompletionStatus status, bool isContinued)
    {
        string whole = (await AskAsync(fault: null, new ChatRequest("Hello"))).Text;
        if (!isContinued)
        {
            var exception = await Assert.ThrowsAnyAsync<ChatException>(() => AskAsync(fault, new ChatRequest("Hello"), resumes: 3));
            Assert.Equal((kind, status), (exception.Kind, exception.Completion!.Status));
            return;
        }

        var completion = await AskAsync(fault, new ChatRequest("Hello"), resumes: 3);

        Assert.Equal((whole, 1, ChatCompletionStatus.Complete), (completion.Text, completion.ResumeCount, completion.Status));
    }

    [Fact]
    public async Task The_rate_limit_comes_with_every_retry_and_says_how_long_to_wait()
    {
        var waits = new List<ChatWait>();
        var clock = new ManualClock();
        var reply = new ChatClient(ChatProviders.Get("Demo"), new ChatClientOptions { Fault = DemoFault.RateLimit, Waiting = waits.Add, Clock = clock }).CompleteAsync(new ChatRequest("Hello"));
        var end = reply.ContinueWith(_ => { }, TaskScheduler.Default);
        while (!end.IsCompleted)
        {
            await await Task.WhenAny(end, clock.WaitForTimerAsync(LongestWait));
            clock.AdvanceToNextTimer(LongestWait);
        }

        var exception = await Assert.ThrowsAsync<ChatServiceException>(() => reply);

        Assert.Equal((ChatErrorKind.RateLimited, "rate_limit_exceeded", TimeSpan.FromSeconds(1)), (exception.Kind, exception.ServiceCode, exception.RetryAfter));
        Assert.Equal((System.Net.HttpStatusCode)429, exception.StatusCode);
        Assert.Equal(2, exception.Completion!.RetryCount);
        Assert.Equal(2, waits.Count(wait => wait.Retry > 0));
    }

    [Theory]
    [InlineData(1, "You")]
    [InlineData(3, "You asked:")]
    public async Task A_short_reply_is_struck_as_well(int tokens, string text)
    {
        var exception = await Assert.ThrowsAnyAsync<ChatException>(() => AskAsync(DemoFault.Truncate, new ChatRequest("Hello") { MaxTokens = tokens }));

        Assert.Equal(ChatErrorKind.IncompleteStream, exception.Kind);
        Assert.Equal(text, exception.Completion!.Text);
    }

    [Fact]
    public async Task Tokens_are_counted_as_ever() =>
        Assert.Equal(1, (await new ChatClient(ChatProviders.Get("Demo"), new ChatClientOptions { Fault = DemoFault.RateLimit }).CountTokensAsync(new ChatRequest("Hello"))).TotalTokens);

    [Fact]
    public void Another_provider_refuses()
    {
        var exception = Assert.Throws<ChatInputException>(() => new ChatClient(ChatProviders.Get("Ollama"), new ChatClientOptions { Fault = DemoFault.Reset }));

        Assert.Equal((ChatErrorKind.InvalidRequest, "Only the Demo provider fails on demand, and this is Ollama."), (exception.Kind, exception.Message));
    }

    private static async Task<ChatCompletion> AskAsync(DemoFault? fault, ChatRequest request, int resumes = 0)
    {
        var options = new ChatClientOptions
        {
            Fault = fault,
            MaximumResumeCount = resumes,
            Retry = ChatRetryOptions.None,
            Timeouts = new ChatTimeouts { Idle = TimeSpan.FromSeconds(0.5) },
        };
        return await new ChatClient(ChatProviders.Get("Demo"), options).CompleteAsync(request).WaitAsync(Limit);
    }
}
