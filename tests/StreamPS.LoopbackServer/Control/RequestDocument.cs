using System;
using System.Collections.Generic;
using System.Diagnostics;

namespace StreamPS.LoopbackServer;

/// <summary>A request as the control API shows it.</summary>
/// <param name="Index">Its place in the order of arrival, from 0.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">Path and query.</param>
/// <param name="Headers">The headers.</param>
/// <param name="Body">The body as text.</param>
/// <param name="Protocol">Such as HTTP/1.1.</param>
/// <param name="ConnectionId">The same for requests that shared a connection.</param>
/// <param name="End">Who ended it; null while it goes on.</param>
/// <param name="EndedAfterMs">The time from its arrival to its end.</param>
/// <param name="EndedAt">Its end in milliseconds of Unix time.</param>
/// <param name="BytesWritten">The bytes of the reply's body, until its end or until now.</param>
internal sealed record RequestDocument(
    int Index,
    string Method,
    string Path,
    IReadOnlyDictionary<string, string> Headers,
    string Body,
    string Protocol,
    string ConnectionId,
    RequestEndKind? End,
    double? EndedAfterMs,
    double? EndedAt,
    long BytesWritten)
{
    public static RequestDocument Create(ReceivedRequest request)
    {
        RequestEnd? end = request.Ended.IsCompleted ? request.Ended.Result : null;
        return new RequestDocument(
            request.Index,
            request.Method,
            request.Path + request.Query,
            request.Headers,
            request.Body,
            request.Protocol,
            request.ConnectionId,
            end?.Kind,
            end is null ? null : Stopwatch.GetElapsedTime(request.Arrived, end.Timestamp).TotalMilliseconds,
            end is null ? null : (end.Time - DateTimeOffset.UnixEpoch).TotalMilliseconds,
            end?.BytesWritten ?? request.BytesWritten);
    }
}
