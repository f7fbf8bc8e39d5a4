using System;

namespace StreamPS.LoopbackServer;

/// <summary>The server's time.</summary>
/// <param name="Utc">As ISO 8601 with 100 ns.</param>
/// <param name="UnixMs">As milliseconds of Unix time.</param>
internal sealed record ClockDocument(DateTimeOffset Utc, double UnixMs)
{
    public static ClockDocument Read()
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        return new ClockDocument(now, (now - DateTimeOffset.UnixEpoch).TotalMilliseconds);
    }
}
