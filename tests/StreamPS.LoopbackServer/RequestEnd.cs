using System;

namespace StreamPS.LoopbackServer;

/// <summary>How an exchange ended, as the server saw it.</summary>
/// <param name="Kind">Who ended it.</param>
/// <param name="Timestamp">When, by <see cref="System.Diagnostics.Stopwatch.GetTimestamp"/>, to measure against a moment of the test.</param>
/// <param name="Time">When, by the wall clock, for a client in another process.</param>
/// <param name="BytesWritten">The bytes of the body (as encoded, without chunk headers) that the socket had taken by then.</param>
public sealed record RequestEnd(RequestEndKind Kind, long Timestamp, DateTimeOffset Time, long BytesWritten);
