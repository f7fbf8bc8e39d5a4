using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using StreamPS.LoopbackServer;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Relay;

/// <summary>A test with a relay of its own, in front of a service of its own.</summary>
public abstract class RelayTest : ServerTest, IAsyncLifetime
{
    private readonly List<ChatRelay> _relays = [];

    /// <summary>A client that reuses connections, and closes them when it leaves in the middle of an answer.</summary>
    private protected HttpClient Http { get; } = new(new SocketsHttpHandler { UseProxy = false, MaxResponseDrainSize = 0 }) { Timeout = Limit };

    public new async ValueTask DisposeAsync()
    {
        Http.Dispose();
        foreach (var relay in _relays)
            await relay.StopAsync();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Starts a relay on a free port.</summary>
    private protected ChatRelay StartRelay(ChatRelayOptions? options = null, ChatClient? client = null)
    {
        var relay = ChatRelay.Start(client ?? CreateClient(), options ?? new ChatRelayOptions { Port = 0 });
        _relays.Add(relay);
        return relay;
    }

    /// <summary>A client of the server that speaks a service's format and goes by a clock.</summary>
    private protected ChatClient CreateClient(string provider, TimeProvider? clock = null) => new(
        ChatProviders.Get(provider).At(Server.BaseUri),
        new ChatClientOptions { ApiKey = new ApiKey(Key), Retry = ChatRetryOptions.None, Clock = clock ?? TimeProvider.System });

    /// <summary>A client of the server that goes by a clock.</summary>
    private protected ChatClient CreateClient(TimeProvider clock) =>
        CreateClient(new ChatClientOptions { ApiKey = new ApiKey(Key), Retry = ChatRetryOptions.None, Clock = clock });

    private protected static StringContent Json(string json) => new(json, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));

    private protected static HttpRequestMessage Post(ChatRelay relay, string path, string json) =>
        new(HttpMethod.Post, new Uri(relay.Address, path)) { Content = Json(json) };

    /// <summary>Posts and reads the whole answer.</summary>
    private protected async Task<(int Status, string Body)> PostAsync(ChatRelay relay, string path, string json)
    {
        using var request = Post(relay, path, json);
        using var response = await Http.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Posts and returns as soon as the head of the answer is there.</summary>
    private protected Task<HttpResponseMessage> BeginAsync(ChatRelay relay, string path, string json, CancellationToken cancellationToken = default) =>
        Http.SendAsync(Post(relay, path, json), HttpCompletionOption.ResponseHeadersRead, cancellationToken);

    /// <summary>The data of the events in a stream.</summary>
    private protected static string[] Events(string body) =>
        body.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Where(part => part.StartsWith("data: ", StringComparison.Ordinal)).Select(part => part["data: ".Length..]).ToArray();

    /// <summary>The events of a stream as JSON, without the end marker.</summary>
    private protected static JsonElement[] Chunks(string body) =>
        Events(body).Where(text => text != "[DONE]").Select(text => JsonElement.Parse(text)).ToArray();

    /// <summary>Waits until so many replies are on their way.</summary>
    private protected static async Task UntilOpenAsync(ChatRelay relay, int count)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Look()
        {
            if (relay.OpenStreams == count)
                reached.TrySetResult();
        }

        relay.OpenStreamsChanged += Look;
        Look();
        await reached.Task.WaitAsync(Limit);
        relay.OpenStreamsChanged -= Look;
    }

    /// <summary>Waits until no reply is on its way.</summary>
    private protected static Task UntilIdleAsync(ChatRelay relay) => UntilOpenAsync(relay, 0);

    private protected const string Hello = """{"message":"Hello"}""";

    /// <summary>A body for the OpenAI-compatible route.</summary>
    private protected static string Completion(string more = "", string message = """{"role":"user","content":"Hello"}""") =>
        $$"""{"model":"asked","messages":[{{message}}]{{(more.Length == 0 ? "" : "," + more)}}}""";
}
