using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using StreamPS.Cassettes;
using StreamPS.Demo;
using StreamPS.Protocols;
using StreamPS.Streaming;
using StreamPS.Tokens;
using StreamPS.Transport;

namespace StreamPS;

/// <summary>Asks one service. It can be used for any number of requests, also at the same time.</summary>
public sealed class ChatClient
{
    private readonly List<KeyValuePair<string, string>> _headers = [];

    /// <summary>Makes a client. Nothing is sent yet.</summary>
    /// <param name="provider">The service.</param>
    /// <param name="options">How to talk to it.</param>
    /// <exception cref="ChatInputException">The provider needs a key and there is none, or the address or a header can't be used.</exception>
    public ChatClient(ChatProvider provider, ChatClientOptions? options = null)
        : this(provider, options, invoker: null)
    {
    }

    /// <summary>The same with something else in the place of the network.</summary>
    internal ChatClient(ChatProvider provider, ChatClientOptions? options, HttpMessageInvoker? invoker)
    {
        Provider = provider;
        Options = options ?? new ChatClientOptions();
        Protocol = ChatProtocols.Get(provider.Protocol);
        CheckAddress(provider);
        CheckProxy(Options.Connection.Proxy);
        CheckSource(provider, Options);
        BaseUri = Protocol.GetBaseUri(provider.BaseUri!);
        Secrets.AddAddress(provider.BaseUri!);
        if (Options.Connection.Proxy is { } proxy)
            Secrets.AddAddress(proxy);
        AddHeaders();
        StreamHeaders = [.. Protocol.StreamHeaders, .. _headers];
        Transport = new ChatTransport(
            CreateInvoker(invoker),
            Options.Connection.Proxy,
            Options.Clock,
            Options.Timeouts.Connection);
    }

    /// <summary>The service.</summary>
    public ChatProvider Provider { get; }

    /// <summary>How the client talks to it.</summary>
    public ChatClientOptions Options { get; }

    /// <summary>What precedes the protocol's own path, also where the provider's address has that path: other endpoints stand beside it.</summary>
    internal Uri BaseUri { get; }

    internal IChatProtocol Protocol { get; }

    internal ChatTransport Transport { get; }

    /// <summary>The headers of every request.</summary>
    internal IReadOnlyList<KeyValuePair<string, string>> Headers => _headers;

    /// <summary>The headers of a request for a stream.</summary>
    internal IReadOnlyList<KeyValuePair<string, string>> StreamHeaders { get; }

    internal SecretMask Secrets { get; } = new();

    /// <summary>Asks for a reply as a stream. The request is sent when the stream is first read.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="cancellationToken">Stops the stream and closes the connection.</param>
    /// <returns>The stream; dispose it, or read it with <c>await foreach</c>.</returns>
    public ChatStream Stream(ChatRequest request, CancellationToken cancellationToken = default) =>
        new(new ChatExchange(this, request), cancellationToken);

    /// <summary>Asks for a reply as a stream. The request is sent when the stream is first read.</summary>
    /// <param name="prompt">The text to answer.</param>
    /// <param name="cancellationToken">Stops the stream and closes the connection.</param>
    /// <returns>The stream; dispose it, or read it with <c>await foreach</c>.</returns>
    public ChatStream Stream(string prompt, CancellationToken cancellationToken = default) => Stream(new ChatRequest(prompt), cancellationToken);

    /// <summary>The same, with the body passed through a stream of the caller's on its way to the reader.</summary>
    internal ChatStream Stream(ChatRequest request, Func<Stream, Stream> tap, CancellationToken cancellationToken) =>
        new(new ChatExchange(this, request) { Tap = tap }, cancellationToken);

    /// <summary>What would be sent for a request. Nothing is sent.</summary>
    /// <param name="request">What would be asked.</param>
    /// <returns>The request, without secrets.</returns>
    /// <exception cref="ChatInputException">The request has something that can't be sent.</exception>
    public ChatRequestPreview Preview(ChatRequest request) => new ChatExchange(this, request).Preview();

    /// <summary>Asks for a reply and waits for all of it.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="cancellationToken">Stops the stream and closes the connection.</param>
    /// <returns>The whole reply; its status is Complete.</returns>
    /// <exception cref="ChatException">The request failed or the stream broke; what arrived is on the exception.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<ChatCompletion> CompleteAsync(ChatRequest request, CancellationToken cancellationToken = default)
    {
        var stream = Stream(request, cancellationToken);
        try
        {
            return await stream.ReadToEndAsync().ConfigureAwait(false);
        }
        finally
        {
            await stream.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Asks for the list of the service's models.</summary>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <returns>The models, by name.</returns>
    /// <exception cref="ChatException">The request failed, or the service has no list.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<IReadOnlyList<ChatModel>> GetModelsAsync(CancellationToken cancellationToken = default)
    {
        if (Provider.IsDemo)
            return [new ChatModel(Provider.DefaultModel!, Provider.Name)];

        string path = ModelList.GetPath(Provider.Protocol)
            ?? throw new ChatInputException(ChatErrorKind.InvalidRequest, $"{Provider.Name} has no list of models.");
        var query = new ServiceQuery<IReadOnlyList<ChatModel>>(
            this,
            EndpointPath.Append(BaseUri, path),
            body: null,
            "list of models",
            answer => ModelList.Read(answer, Provider.Name));
        return await query.AskAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Asks the service to count the tokens of a request. Nothing is asked of the model.</summary>
    /// <param name="request">What is counted: its messages, and what its extra fields add to them, such as tools.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <returns>The count.</returns>
    /// <exception cref="ChatException">The request failed, or the service doesn't count.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Task<ChatTokenCount> CountTokensAsync(ChatRequest request, CancellationToken cancellationToken = default) =>
        TokenCounting.AskAsync(this, request, cancellationToken);

    private static void CheckAddress(ChatProvider provider)
    {
        if (provider.BaseUri is not { } address)
        {
            throw new ChatInputException(
                ChatErrorKind.InvalidRequest,
                $"{provider.Name} has an address of its own for each customer: set the environment variable {provider.BaseUriVariable} or give the address.");
        }

        if (address.IsAbsoluteUri && address.Scheme is "http" or "https")
            return;

        throw new ChatInputException(
            ChatErrorKind.InvalidRequest,
            $"'{MaskedAddress.Of(address.OriginalString)}' isn't an address of a service: it has to begin with http:// or https://, for example https://api.moonshot.cn/v1.");
    }

    private static void CheckProxy(Uri? proxy)
    {
        if (proxy is null || (proxy.IsAbsoluteUri && proxy.Scheme is "http" or "https" or "socks4" or "socks4a" or "socks5"))
            return;

        throw new ChatInputException(
            ChatErrorKind.InvalidRequest,
            $"'{MaskedAddress.Of(proxy.OriginalString)}' isn't an address of a proxy: it has to begin with http://, https:// or socks5://.");
    }

    private static void CheckSource(ChatProvider provider, ChatClientOptions options)
    {
        if (options.Player is not null && options.Recorder is not null)
            throw new ChatInputException(ChatErrorKind.InvalidRequest, "A cassette can be recorded or replayed, not both at once.");
        if (options.Fault is null)
            return;

        if (options.Player is not null)
            throw new ChatInputException(ChatErrorKind.InvalidRequest, "A fault is the Demo provider's, and a cassette answers in its place.");
        if (!provider.IsDemo)
            throw new ChatInputException(ChatErrorKind.InvalidRequest, $"Only the Demo provider fails on demand, and this is {provider.Name}.");
    }

    // What takes the requests: everything above it is the same, whatever it is.
    private HttpMessageInvoker CreateInvoker(HttpMessageInvoker? network)
    {
        var invoker = network
            ?? (Options.Player is { } player ? new HttpMessageInvoker(new ReplayHandler(this, player))
            : Provider.IsDemo ? new HttpMessageInvoker(new DemoHandler(Options.Clock, Options.Fault))
            : HttpHandlers.Get(Options.Connection));
        return Options.Recorder is { } recorder ? new HttpMessageInvoker(new RecordingHandler(this, recorder, invoker)) : invoker;
    }

    private void AddHeaders()
    {
        _headers.AddRange(Protocol.Headers);
        if (Options.ApiKey is { } key)
        {
            Secrets.Add(key.Reveal());
            _headers.AddRange(GetAuthorization(key.Reveal()));
        }
        else if (Provider.KeyVariable is not null && Options.Player is null && !HasOwnAuthorization())
        {
            throw new ChatInputException(
                ChatErrorKind.ApiKeyMissing,
                $"{Provider.Name} needs a key: set the environment variable {Provider.KeyVariable} or give a key. The Demo provider needs none.");
        }

        foreach (var header in Options.Headers)
        {
            if (!HttpHeaderText.IsName(header.Key) || !HttpHeaderText.IsValue(header.Value))
                throw new ChatInputException(ChatErrorKind.InvalidRequest, $"The header '{header.Key}' can't be sent: its name or its value has characters that HTTP doesn't allow.");

            if (HttpHeaderText.IsFraming(header.Key))
                throw new ChatInputException(ChatErrorKind.InvalidRequest, $"The header '{header.Key}' can't be set: it follows from the request.");

            Secrets.AddHeader(header.Key, header.Value);
            _headers.Add(header);
        }
    }

    private IEnumerable<KeyValuePair<string, string>> GetAuthorization(string key) =>
        Provider.KeyHeader is { } name ? [new KeyValuePair<string, string>(name, key)] : Protocol.GetAuthorization(key);

    private bool HasOwnAuthorization() => GetAuthorization("").Any(header => Options.Headers.Keys.Contains(header.Key, StringComparer.OrdinalIgnoreCase));
}
