using System;
using System.IO;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace StreamPS.Transport;

/// <summary>Sends requests and turns what goes wrong on the way into errors of ours. It knows HTTP and nothing of chat.</summary>
internal sealed class ChatTransport
{
    private const int MaxRedirects = 5;

    private readonly HttpMessageInvoker _invoker;
    private readonly Uri? _proxy;
    private readonly TimeProvider _clock;
    private readonly TimeSpan? _connectionLimit;

    /// <param name="invoker">What sends.</param>
    /// <param name="proxy">The proxy on the way, to name in errors.</param>
    /// <param name="clock">The clock that the limit goes by.</param>
    /// <param name="connectionLimit">How long it may take to reach the service; null sets no limit.</param>
    public ChatTransport(HttpMessageInvoker invoker, Uri? proxy, TimeProvider clock, TimeSpan? connectionLimit)
    {
        _invoker = invoker;
        _proxy = proxy;
        _clock = clock;
        _connectionLimit = connectionLimit;
    }

    /// <summary>Sends a request and waits for the headers of its response, whatever their status.</summary>
    /// <exception cref="ChatConnectionException">The service wasn't reached.</exception>
    /// <exception cref="ChatInputException">A header or the address can't be sent.</exception>
    /// <exception cref="ChatStreamException">The service sends the request to another host.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<ChatResponse> SendAsync(ChatHttpRequest request, CancellationToken cancellationToken)
    {
        for (int redirects = 0; ; redirects++)
        {
            var response = await SendOnceAsync(request, cancellationToken).ConfigureAwait(false);
            if ((int)response.StatusCode is < 300 or >= 400)
                return response;

            using (response)
                request = request.WithAddress(GetRedirect(request.Address, response, redirects));
        }
    }

    private async Task<ChatResponse> SendOnceAsync(ChatHttpRequest request, CancellationToken cancellationToken)
    {
        using var limit = new TimeLimit(_clock, _connectionLimit, cancellationToken);
        using var message = request.ToMessage(limit);
        HttpResponseMessage? response = null;
        try
        {
            response = await _invoker.SendAsync(message, limit.Token).ConfigureAwait(false);
            return await ChatResponse.OpenAsync(response, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (BodyFailures.Includes(exception))
        {
            response?.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            throw limit.HasExpired
                ? ConnectionFailures.TooSlow(request.Address, _proxy, _connectionLimit!.Value)
                : ConnectionFailures.BeforeResponse(request.Address, _proxy, limit.IsLifted, exception);
        }
        catch (Exception exception) when (exception is InvalidOperationException or NotSupportedException or ArgumentException or FormatException)
        {
            response?.Dispose();
            throw new ChatInputException(ChatErrorKind.InvalidRequest, $"The request can't be sent: {exception.Message}", exception);
        }
    }

    // Only the redirects that mean "the same request again", and only to the same host: the key must not go anywhere else.
    private static Uri GetRedirect(Uri address, ChatResponse response, int redirects)
    {
        int status = (int)response.StatusCode;
        var target = response.Location is null ? null : new Uri(address, response.Location);
        bool isSameHost = target is not null && Uri.Compare(address, target, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0;
        if (isSameHost && status is 307 or 308 && redirects < MaxRedirects)
            return target!;

        throw new ChatStreamException(
            ChatErrorKind.ProtocolError,
            $"{address.Host} answered with a redirect ({status}) to {target?.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped) ?? "nowhere"}, which isn't followed: the key would go there. If that is the service's address, ask it there.");
    }
}
