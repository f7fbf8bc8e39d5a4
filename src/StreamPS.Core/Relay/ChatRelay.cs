using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;
using StreamPS.Relay;
using StreamPS.Relay.Http;

namespace StreamPS;

/// <summary>
/// A local HTTP server that passes replies on to browsers and other programs while they're written. It has a page, the routes
/// <c>/stream-chat</c> and <c>/chat</c>, and those of an OpenAI-compatible service, whatever the service behind it speaks; that one's key stays
/// on this side. It runs until it's stopped, and ends with its process.
/// </summary>
public sealed class ChatRelay
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly HttpServer _server;
    private readonly CassetteRecorder? _recorder;
    private readonly RelayFigures _figures;
    private readonly TaskCompletionSource<bool> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Task? _stopping;

    private ChatRelay(ChatClient client, ChatRelayOptions options)
    {
        var clock = client.Options.Clock;
        _recorder = client.Options.Recorder;
        _figures = new RelayFigures(clock);
        var handler = new RelayHandler(client, options, _figures);
        _server = new HttpServer(handler, LimitsOf(options), clock);
        Listen(handler, options);
        Address = new UriBuilder(Uri.UriSchemeHttp, (options.Address ?? IPAddress.Loopback).ToString(), _server.Port).Uri;
        Provider = client.Provider.Name;
        Model = options.Model ?? options.Defaults.Model ?? client.Provider.DefaultModel;
        StartedAt = clock.GetUtcNow();
        NeedsAccessToken = options.AccessToken is not null;
    }

    /// <summary>Where the relay is reached, with its page.</summary>
    public Uri Address { get; }

    /// <summary>The port.</summary>
    public int Port => Address.Port;

    /// <summary>The name of the service behind it.</summary>
    public string Provider { get; }

    /// <summary>The model that is asked when a client names none; null when there is none.</summary>
    public string? Model { get; }

    /// <summary>Whether clients have to show an access token.</summary>
    public bool NeedsAccessToken { get; }

    /// <summary>When it was started.</summary>
    public DateTimeOffset StartedAt { get; }

    /// <summary>Whether it serves.</summary>
    public bool IsRunning => _stopping is null;

    /// <summary>Completes when the relay was stopped and has closed its connections.</summary>
    public Task Ended => _ended.Task;

    /// <summary>How many requests came, those that were refused included.</summary>
    public long Requests => _figures.Requests;

    /// <summary>How many replies are on their way.</summary>
    public int OpenStreams => _figures.Open;

    /// <summary>Happens when <see cref="OpenStreams"/> has changed.</summary>
    internal event Action? OpenStreamsChanged
    {
        add => _figures.OpenChanged += value;
        remove => _figures.OpenChanged -= value;
    }

    /// <summary>How many replies were relayed to their end.</summary>
    public long FinishedStreams => _figures.Finished;

    /// <summary>How many replies failed.</summary>
    public long FailedStreams => _figures.Failed;

    /// <summary>How many replies ended because their client left, or the relay was stopped.</summary>
    public long CancelledStreams => _figures.Cancelled;

    /// <summary>The tokens of all requests, as far as the service counted them.</summary>
    public long PromptTokens => _figures.PromptTokens;

    /// <summary>The tokens of all replies, as far as the service counted them.</summary>
    public long CompletionTokens => _figures.CompletionTokens;

    /// <summary>The last ten things that went wrong, the newest last.</summary>
    public IReadOnlyList<ChatRelayError> LastErrors => _figures.Errors;

    /// <summary>Starts a relay.</summary>
    /// <param name="client">Asks the service.</param>
    /// <param name="options">Where it listens, who may use it, and what it takes.</param>
    /// <returns>The relay, which serves already.</returns>
    /// <exception cref="ChatInputException">The address or the port can't be had, an option can't be used, or the relay would be open to strangers.</exception>
    public static ChatRelay Start(ChatClient client, ChatRelayOptions? options = null)
    {
        options ??= new ChatRelayOptions();
        RelayCaution.Check(options);
        return new ChatRelay(client, options);
    }

    /// <summary>
    /// Stops the relay: its port is free at once, replies on their way end with an error, and a recording of the client's is closed. The second
    /// call waits for the first.
    /// </summary>
    /// <returns>A task that completes when all connections are closed, after a few seconds at most.</returns>
    public Task StopAsync()
    {
        lock (_server)
            return _stopping ??= EndAsync();
    }

    private async Task EndAsync()
    {
        await _server.StopAsync(Patience).ConfigureAwait(false);
        if (_recorder is null)
            return;

        await Task.WhenAny(_recorder.CompleteAsync(), Task.Delay(Patience)).ConfigureAwait(false);
        _recorder.Dispose();
    }

    /// <summary>Where the relay is reached.</summary>
    /// <returns><see cref="Address"/>.</returns>
    public override string ToString() => Address.ToString();

    private static HttpLimits LimitsOf(ChatRelayOptions options) => new()
    {
        BodyBytes = options.MaxBodyBytes,
        Connections = options.MaxConnections,
        Request = options.RequestTimeout,
        Write = options.ReadTimeout,
    };

    private async Task StopServerAsync()
    {
        await _server.StopAsync(Patience).ConfigureAwait(false);
        _ended.TrySetResult(true);
    }

    private void Listen(RelayHandler handler, ChatRelayOptions options)
    {
        IPAddress[] addresses = options.Address is { } address ? [address] : [IPAddress.Loopback, IPAddress.IPv6Loopback];
        try
        {
            _server.Start(addresses, options.Port, handler.Open);
        }
        catch (SocketException exception)
        {
            throw Explain(exception, addresses.First(), options.Port);
        }
    }

    private static ChatInputException Explain(SocketException exception, IPAddress address, int port) => exception.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse => new(ChatErrorKind.PortInUse, $"Port {port} is in use: another program, or another relay, listens on it.", exception),
        SocketError.AccessDenied => new(ChatErrorKind.PortForbidden, $"Port {port} may not be taken: the system keeps it for others.", exception),
        _ => new(ChatErrorKind.AddressUnavailable, $"The relay can't listen on {address}: {exception.Message}.", exception),
    };
}
