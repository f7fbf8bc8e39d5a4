using System;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Security.Authentication;
using StreamPS.Cassettes;

namespace StreamPS.Transport;

/// <summary>Finds out from the exceptions of the platform why there was no connection.</summary>
internal static class ConnectionFailures
{
    /// <summary>The error for a request that got no response.</summary>
    /// <param name="address">Where it was sent.</param>
    /// <param name="proxy">The proxy on the way, or null.</param>
    /// <param name="wasConnected">Whether the connection stood: platforms don't always say what became of it.</param>
    /// <param name="exception">What the platform says.</param>
    public static ChatConnectionException BeforeResponse(Uri address, Uri? proxy, bool wasConnected, Exception exception)
    {
        string why = Innermost(exception).Message;
        var kind = KindOf(exception) ?? (wasConnected ? ChatErrorKind.ConnectionLost : ChatErrorKind.ConnectionFailed);
        // With a proxy, it's the proxy's name and address that connecting is about.
        if (proxy is not null && kind is ChatErrorKind.NameResolutionFailure or ChatErrorKind.ConnectionFailed)
            return new(ChatErrorKind.ProxyFailure, $"There is no connection to the proxy {GetServer(proxy)}: {why}", exception);

        return OfKind(kind, address, why, exception);
    }

    /// <summary>The error for a request that got no response, of a kind that's known.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="address">Where it was sent.</param>
    /// <param name="why">What the platform says.</param>
    /// <param name="exception">What has caused it, or null.</param>
    public static ChatConnectionException OfKind(ChatErrorKind kind, Uri address, string why, Exception? exception)
    {
        string where = GetServer(address);
        return kind switch
        {
            ChatErrorKind.NameResolutionFailure => New(ChatErrorKind.NameResolutionFailure, $"The name '{address.Host}' can't be resolved."),
            ChatErrorKind.TlsFailure => New(ChatErrorKind.TlsFailure, $"There is no secure connection to {where}: {why}"),
            ChatErrorKind.ProxyFailure => New(ChatErrorKind.ProxyFailure, $"The proxy on the way to {where} failed: {why}"),
            ChatErrorKind.ProtocolError => New(ChatErrorKind.ProtocolError, $"{where} answered with something that isn't HTTP as it should be: {why}"),
            ChatErrorKind.ConnectionLost => New(ChatErrorKind.ConnectionLost, $"{where} closed the connection without an answer."),
            _ => New(kind, $"There is no connection to {where}: {why}"),
        };

        ChatConnectionException New(ChatErrorKind kind, string message) => new(kind, message, exception);
    }

    /// <summary>The error for a service that wasn't reached in time.</summary>
    public static ChatConnectionException TooSlow(Uri address, Uri? proxy, TimeSpan limit)
    {
        string way = proxy is null ? "" : $" through the proxy {GetServer(proxy)}";
        return new ChatConnectionException(ChatErrorKind.ConnectionFailed, $"There was no connection to {GetServer(address)}{way} within {limit.TotalSeconds:0.###} s.");
    }

    /// <summary>The error for a response that broke off.</summary>
    public static ChatException InBody(Exception exception) =>
        exception is CassetteFailureException recorded ? recorded.Failure : InBody(Innermost(exception).Message, exception);

    /// <summary>The same, with what the platform says.</summary>
    public static ChatConnectionException InBody(string why, Exception? exception) =>
        new(ChatErrorKind.ConnectionLost, $"The connection broke in the middle of the reply: {why}", exception);

    private static ChatErrorKind? KindOf(Exception exception)
    {
#if NET
        switch ((exception as HttpRequestException)?.HttpRequestError)
        {
            case HttpRequestError.NameResolutionError:
                return ChatErrorKind.NameResolutionFailure;
            case HttpRequestError.SecureConnectionError:
                return ChatErrorKind.TlsFailure;
            case HttpRequestError.ProxyTunnelError:
                return ChatErrorKind.ProxyFailure;
            case HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded:
                return ChatErrorKind.ProtocolError;
            case HttpRequestError.ResponseEnded or HttpRequestError.HttpProtocolError:
                return ChatErrorKind.ConnectionLost;
        }
#endif
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case AuthenticationException:
                case WebException { Status: WebExceptionStatus.TrustFailure or WebExceptionStatus.SecureChannelFailure }:
                    return ChatErrorKind.TlsFailure;
                case WebException { Status: WebExceptionStatus.ProxyNameResolutionFailure or WebExceptionStatus.RequestProhibitedByProxy }:
                    return ChatErrorKind.ProxyFailure;
                case WebException { Status: WebExceptionStatus.ServerProtocolViolation }:
                    return ChatErrorKind.ProtocolError;
                case WebException { Status: WebExceptionStatus.NameResolutionFailure }:
                case SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain }:
                    return ChatErrorKind.NameResolutionFailure;
                case WebException { Status: WebExceptionStatus.ReceiveFailure or WebExceptionStatus.ConnectionClosed or WebExceptionStatus.KeepAliveFailure }:
                case SocketException { SocketErrorCode: SocketError.ConnectionReset or SocketError.ConnectionAborted }:
                    return ChatErrorKind.ConnectionLost;
            }
        }

        return null;
    }

    private static string GetServer(Uri address) => address.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);

    private static Exception Innermost(Exception exception) => exception.GetBaseException();
}
