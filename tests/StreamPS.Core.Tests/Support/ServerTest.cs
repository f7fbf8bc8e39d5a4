using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using StreamPS.LoopbackServer;
using Xunit;

namespace StreamPS.Tests.Support;

/// <summary>A test with a server of its own.</summary>
public abstract class ServerTest : IAsyncLifetime
{
    /// <summary>How long anything may take before the test fails instead of hanging.</summary>
    private protected static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private protected const string Key = "sk-test-0123456789abcdef";

    /// <summary>Options that send each request once.</summary>
    private protected static readonly ChatClientOptions Once = new() { Retry = ChatRetryOptions.None };

    private ChatServer? _server;

    private protected ChatServer Server => _server!;

    private protected virtual ChatServerOptions ServerOptions => new();

    public async ValueTask InitializeAsync() => _server = await ChatServer.StartAsync(ServerOptions);

    public virtual async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>A client of the server. Without options it sends each request once, so that a test sees what the first answer led to.</summary>
    private protected ChatClient CreateClient(ChatClientOptions? options = null) =>
        new(ChatProvider.FromBaseUri(Server.BaseUri), options ?? new ChatClientOptions { ApiKey = new ApiKey(Key), Retry = ChatRetryOptions.None });

    /// <summary>A complete stream with one delta of text.</summary>
    private protected static Reply Answer(string text = "Hi") =>
        Reply.Frames(OpenAIFrames.Role(), OpenAIFrames.Content(text), OpenAIFrames.Finish(), OpenAIFrames.Done);

    /// <summary>Asks with the reply given and returns the completion.</summary>
    private protected Task<ChatCompletion> AskAsync(Reply reply)
    {
        Server.Respond(reply);
        return CreateClient().CompleteAsync(new ChatRequest("Hello")).WaitAsync(Limit);
    }

    /// <summary>Asks with the reply given, which has to fail.</summary>
    private protected async Task<ChatException> FailAsync(Reply reply)
    {
        Server.Respond(reply);
        return await FailAsync(CreateClient());
    }

    private protected static Task<ChatException> FailAsync(ChatClient client) =>
        Assert.ThrowsAnyAsync<ChatException>(() => client.CompleteAsync(new ChatRequest("Hello")).WaitAsync(Limit));

    /// <summary>Reads all deltas.</summary>
    private protected static async Task<List<ChatDelta>> CollectAsync(ChatStream stream)
    {
        using var limit = new CancellationTokenSource(Limit);
        var deltas = new List<ChatDelta>();
        await foreach (var delta in stream.WithCancellation(limit.Token))
            deltas.Add(delta);
        return deltas;
    }

    /// <summary>Reads the next delta.</summary>
    private protected static async Task<ChatDelta> NextAsync(ChatStream stream)
    {
        Assert.True(await stream.WaitToReadAsync().AsTask().WaitAsync(Limit));
        Assert.True(stream.TryRead(out var delta));
        return delta;
    }

    private protected static string Join(IEnumerable<ChatDelta> deltas) => string.Join("|", deltas.Where(delta => delta.Content is not null));
}
