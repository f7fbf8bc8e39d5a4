using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using StreamPS.Transport;

namespace StreamPS.Relay.Http;

/// <summary>
/// A small, strict HTTP/1.1 server. It runs on the thread pool alone, so that it ends with its process, and nothing that happens to one
/// connection concerns another.
/// </summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "The token source holds nothing but memory, and connections may look at it after the server has stopped.")]
internal sealed class HttpServer
{
    private const int Backlog = 512;
    private const int MostTurnedAway = 64;
    private const int MostTries = 10;

    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(100);

    private readonly IHttpHandler _handler;
    private readonly HttpLimits _limits;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<HttpConnection, Task> _connections = new();
    private readonly List<Socket> _listeners = [];
    private Task[] _accepting = [];
    private volatile bool _isStopping;
    private int _turnedAway;

    public HttpServer(IHttpHandler handler, HttpLimits limits, TimeProvider clock)
    {
        _handler = handler;
        _limits = limits;
        _clock = clock;
    }

    /// <summary>The port it listens on.</summary>
    public int Port => ((IPEndPoint)_listeners[0].LocalEndPoint!).Port;

    /// <summary>The connections that are open.</summary>
    public int ConnectionCount => _connections.Count;

    /// <summary>Takes the addresses and begins to serve.</summary>
    /// <param name="addresses">The addresses: the first one has to be there, the others are taken where the machine has them.</param>
    /// <param name="port">The port; 0 takes a free one, the same for all addresses.</param>
    /// <param name="opened">Is told the port before the first client is served.</param>
    /// <exception cref="SocketException">An address can't be had.</exception>
    public void Start(IReadOnlyList<IPAddress> addresses, int port, Action<int> opened)
    {
        int triesLeft = port == 0 ? MostTries : 1;
        while (!TryListen(addresses, port, isLastTry: --triesLeft == 0))
        {
        }

        opened(Port);
        _accepting = [.. _listeners.Select(listener => Task.Run(() => AcceptAsync(listener)))];
    }

    /// <summary>Ends: takes no more clients, tells those that are served to end, and closes what hasn't ended after a while.</summary>
    /// <param name="patience">How long replies may take to end.</param>
    public async Task StopAsync(TimeSpan patience)
    {
        _isStopping = true;
        CloseListeners();
        _stop.Cancel();
        await Task.WhenAll(_accepting).ConfigureAwait(false);
        await WaitAsync(patience).ConfigureAwait(false);
        foreach (var connection in _connections.Keys)
            connection.Abort();
        await WaitAsync(patience).ConfigureAwait(false);
    }

    // A port that is free at one address may be taken at the other.
    private bool TryListen(IReadOnlyList<IPAddress> addresses, int port, bool isLastTry)
    {
        try
        {
            _listeners.Add(Listen(addresses[0], port));
            foreach (var address in addresses.Skip(1))
            {
                if (TryListen(address, Port) is { } listener)
                    _listeners.Add(listener);
            }

            return true;
        }
        catch (SocketException exception)
        {
            CloseListeners();
            _listeners.Clear();
            if (isLastTry || exception.SocketErrorCode != SocketError.AddressAlreadyInUse)
                throw;
            return false;
        }
    }

    private static Socket Listen(IPAddress address, int port)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // On Windows, another program could take the same port otherwise.
            if (RuntimeInformation.IsOSPlatform(OSPlatform.Windows))
                socket.ExclusiveAddressUse = true;
            if (address.AddressFamily == AddressFamily.InterNetworkV6)
                socket.DualMode = address.Equals(IPAddress.IPv6Any);
            socket.Bind(new IPEndPoint(address, port));
            socket.Listen(Backlog);
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            throw;
        }
    }

    private static Socket? TryListen(IPAddress address, int port)
    {
        try
        {
            return Listen(address, port);
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.AddressFamilyNotSupported or SocketError.AddressNotAvailable or SocketError.ProtocolNotSupported)
        {
            return null;
        }
    }

    private async Task AcceptAsync(Socket listener)
    {
        while (!_isStopping)
        {
            try
            {
                Serve(await listener.AcceptAsync().ConfigureAwait(false));
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (SocketException exception) when (!_isStopping)
            {
                // A client that has left already, or no more handles: others may have better luck a little later.
                _handler.Report(exception);
                await Clock.DelayAsync(_clock, PauseAfterFailure, CancellationToken.None).ConfigureAwait(false);
            }
            catch (SocketException)
            {
                return;
            }
        }
    }

    private void Serve(Socket socket)
    {
        socket.NoDelay = true;
        var connection = new HttpConnection(socket, _handler, _limits, _clock, _stop.Token);
        if (_connections.Count >= _limits.Connections)
        {
            TurnAway(socket, connection);
            return;
        }

        var serving = new TaskCompletionSource<bool>();
        _connections.TryAdd(connection, serving.Task);
        _ = Task.Run(async () =>
        {
            try
            {
                await connection.ServeAsync().ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                _handler.Report(exception);
            }
            finally
            {
                _connections.TryRemove(connection, out var ended);
                serving.SetResult(true);
            }
        });
    }

    private void TurnAway(Socket socket, HttpConnection connection)
    {
        if (Interlocked.Increment(ref _turnedAway) > MostTurnedAway)
        {
            Interlocked.Decrement(ref _turnedAway);
            socket.Dispose();
            return;
        }

        _ = Task.Run(async () =>
        {
            await connection.TurnAwayAsync(new HttpRefusal(
                503,
                $"There are {_limits.Connections} connections already, which is all that are allowed.",
                new KeyValuePair<string, string>("Retry-After", "1"))).ConfigureAwait(false);
            Interlocked.Decrement(ref _turnedAway);
        });
    }

    private void CloseListeners()
    {
        foreach (var listener in _listeners)
            listener.Dispose();
    }

    private async Task WaitAsync(TimeSpan patience)
    {
        using var time = new TimeLimit(_clock, patience, CancellationToken.None);
        try
        {
            await Task.WhenAll(_connections.Values).OrCancelled(time.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The caller closes those that are left.
        }
    }
}
