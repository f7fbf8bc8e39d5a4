using System;
using System.Collections.Generic;
using System.Linq;
using StreamPS.Cassettes;

namespace StreamPS;

/// <summary>
/// Answers requests from a cassette. Clients that share a player take from the same answers. It can be used by several threads.
/// </summary>
public sealed class CassettePlayer
{
    // Timers can't wait longer.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(40);

    private readonly object _lock = new();
    private readonly Dictionary<string, Queue<CassetteExchange>> _byRequest;
    private int _next;

    /// <summary>Makes a player at the beginning of a cassette.</summary>
    /// <param name="cassette">The cassette.</param>
    public CassettePlayer(Cassette cassette)
    {
        Cassette = cassette;
        _byRequest = cassette.Exchanges.GroupBy(exchange => exchange.Request.Key).ToDictionary(group => group.Key, group => new Queue<CassetteExchange>(group), StringComparer.Ordinal);
    }

    /// <summary>The cassette.</summary>
    public Cassette Cassette { get; }

    /// <summary>How many times as fast as recorded the answers come, and the waits pass before retries; 0 leaves no time between them.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>How the answer to a request is found.</summary>
    public CassetteMatch Match { get; init; }

    /// <summary>The answer to a request.</summary>
    /// <exception cref="ChatCassetteException">There is none.</exception>
    internal CassetteExchange Take(CassetteRequest request)
    {
        lock (_lock)
        {
            if (Match == CassetteMatch.Order)
                return _next < Cassette.Count ? Cassette.Exchanges[_next++] : throw Mismatch($"all {Cassette.Count} answers have been given");
            if (_byRequest.TryGetValue(request.Key, out var answers))
                return answers.Count > 1 ? answers.Dequeue() : answers.Peek();
        }

        throw Mismatch(DescribeNearest(request));
    }

    /// <summary>A time of the recording, as long as it's here.</summary>
    internal TimeSpan Scale(TimeSpan time)
    {
        if (Speed <= 0)
            return TimeSpan.Zero;

        double ticks = time.Ticks / Speed;
        return ticks < LongestWait.Ticks ? TimeSpan.FromTicks((long)ticks) : LongestWait;
    }

    private string DescribeNearest(CassetteRequest request)
    {
        if (Cassette.Count == 0)
            return "there is no request on it";

        var nearest = Cassette.Exchanges
            .Select(exchange => (exchange.Line, Difference: RequestDifference.Between(exchange.Request, request)))
            .Aggregate((best, other) => other.Difference.Size < best.Difference.Size ? other : best);
        string which = Cassette.Count == 1 ? "the one that was recorded" : $"the nearest of the {Cassette.Count} that were recorded";
        return $"in {which} (line {nearest.Line}), {nearest.Difference}";
    }

    private ChatCassetteException Mismatch(string why) => new(ChatErrorKind.CassetteMismatch, $"The cassette '{Cassette.Path}' has no answer to this request: {why}.");
}
