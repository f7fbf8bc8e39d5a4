using System;
using System.Net;
using System.Net.Sockets;

namespace StreamPS;

/// <summary>Tells the failures that may pass from those that come again. The rules are those of the services' own SDKs.</summary>
internal static class TransientFailures
{
    private const HttpStatusCode TooEarly = (HttpStatusCode)425;

    public static bool Include(ChatException failure) => failure.ShouldRetry ?? failure.Kind switch
    {
        ChatErrorKind.ConnectionFailed or ChatErrorKind.ConnectionLost or ChatErrorKind.IncompleteStream => true,
        ChatErrorKind.RateLimited or ChatErrorKind.Overloaded => true,
        ChatErrorKind.NameResolutionFailure => IsTemporary(failure),
        ChatErrorKind.ServiceError => IsTransient(failure.StatusCode ?? HttpStatusCode.OK),
        _ => false,
    };

    private static bool IsTransient(HttpStatusCode status) =>
        status is HttpStatusCode.OK or HttpStatusCode.RequestTimeout or HttpStatusCode.Conflict or TooEarly or >= HttpStatusCode.InternalServerError;

    // A name that doesn't exist won't exist in a second either.
    private static bool IsTemporary(ChatException failure) => failure.GetBaseException() is SocketException { SocketErrorCode: SocketError.TryAgain };
}
