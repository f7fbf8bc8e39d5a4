using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;

namespace StreamPS.Diagnosis;

/// <summary>Goes the way to a service step by step: name, connection, encryption. With a proxy, that is the way to the proxy.</summary>
internal sealed class NetworkChecks
{
    private static readonly TimeSpan LongestStep = TimeSpan.FromSeconds(10);

    private readonly ChatClient _client;
    private readonly Uri _target;
    private readonly bool _isProxy;

    public NetworkChecks(ChatClient client)
    {
        _client = client;
        _isProxy = client.Options.Connection.Proxy is not null;
        _target = client.Options.Connection.Proxy ?? client.Provider.BaseUri!;
    }

    private string Host => _target.DnsSafeHost;

    private string What => _isProxy ? "the proxy" : "the service";

    /// <summary>The steps, up to the first that fails.</summary>
    public async IAsyncEnumerable<ChatProviderCheck> RunAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var name = await StepAsync("Name", ResolveAsync, cancellationToken).ConfigureAwait(false);
        yield return name;
        if (name.Status == ChatCheckStatus.Failed)
            yield break;

        var connection = await StepAsync("Connection", ConnectAsync, cancellationToken).ConfigureAwait(false);
        yield return connection;
        if (connection.Status != ChatCheckStatus.Failed)
            yield return await StepAsync("Encryption", EncryptAsync, cancellationToken).ConfigureAwait(false);
    }

    private async Task<ChatProviderCheck> StepAsync(string name, Func<CancellationToken, Task<ChatProviderCheck>> step, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(LongestStep);
        try
        {
            return await step(deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed(name, $"No answer from {Host} within {LongestStep.TotalSeconds} s.", "Check the network, a firewall on the way, or whether a proxy is needed (-Proxy).");
        }
    }

    private async Task<ChatProviderCheck> ResolveAsync(CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(Host, out _))
            return Skipped("Name", $"{Host} is an address already.");

        try
        {
            // Not every platform can stop a lookup; leaving it alone is as good.
            var lookup = Task.Run(() => Dns.GetHostAddresses(Host), cancellationToken);
            await Task.WhenAny(lookup, Task.Delay(Timeout.Infinite, cancellationToken)).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            var addresses = await lookup.ConfigureAwait(false);
            return Passed("Name", $"{Host} is {string.Join(", ", addresses.Select(address => address.ToString()))}.");
        }
        catch (SocketException exception)
        {
            return Failed("Name", $"{Host} can't be resolved: {exception.Message}", "Check the host name and the network connection.");
        }
    }

    private async Task<ChatProviderCheck> ConnectAsync(CancellationToken cancellationToken)
    {
        try
        {
            long start = _client.Options.Clock.GetTimestamp();
            using var connection = await OpenAsync(cancellationToken).ConfigureAwait(false);
            return Passed("Connection", $"Connected to {What}, {Host}:{_target.Port}, in {Milliseconds(start)} ms.");
        }
        catch (SocketException exception)
        {
            return Failed("Connection", $"No connection to {What}, {Host}:{_target.Port}: {exception.Message}", "Check that it's running, the port, and a firewall on the way.");
        }
    }

    private async Task<ChatProviderCheck> EncryptAsync(CancellationToken cancellationToken)
    {
        if (_target.Scheme != "https")
            return Skipped("Encryption", $"The way to {What} isn't encrypted: its address begins with {_target.Scheme}://.");

        bool acceptsAny = _client.Options.Connection.SkipCertificateCheck;
        try
        {
            using var connection = await OpenAsync(cancellationToken).ConfigureAwait(false);
            // The handshake takes no token on every platform: closing the connection ends it.
            using var abort = cancellationToken.Register(connection.Dispose);
            using var encrypted = new SslStream(connection.GetStream(), leaveInnerStreamOpen: false, (_, _, _, errors) => acceptsAny || errors == SslPolicyErrors.None);
            await encrypted.AuthenticateAsClientAsync(Host).ConfigureAwait(false);
            var certificate = (X509Certificate2)encrypted.RemoteCertificate!;
            string detail = $"{encrypted.SslProtocol}, certificate of {certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false)}, valid until {certificate.NotAfter.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}.";
            return acceptsAny
                ? new ChatProviderCheck(_client.Provider.Name, "Encryption", ChatCheckStatus.Warning, detail + " It wasn't checked.", "Leave out -SkipCertificateCheck unless the service is your own.")
                : Passed("Encryption", detail);
        }
        catch (Exception exception) when (exception is AuthenticationException or IOException or SocketException or ObjectDisposedException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Failed("Encryption", exception.GetBaseException().Message, "Check the system's clock and its trusted certificates, and whether something on the way reads along.");
        }
    }

    private async Task<TcpClient> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new TcpClient();
        using var abort = cancellationToken.Register(connection.Dispose);
        try
        {
            await connection.ConnectAsync(Host, _target.Port).ConfigureAwait(false);
            return connection;
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            connection.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            throw;
        }
    }

    private string Milliseconds(long start) => _client.Options.Clock.GetElapsedTime(start).TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture);

    private ChatProviderCheck Passed(string check, string detail) => new(_client.Provider.Name, check, ChatCheckStatus.Passed, detail);

    private ChatProviderCheck Skipped(string check, string detail) => new(_client.Provider.Name, check, ChatCheckStatus.Skipped, detail);

    private ChatProviderCheck Failed(string check, string detail, string advice) => new(_client.Provider.Name, check, ChatCheckStatus.Failed, detail, advice);
}
