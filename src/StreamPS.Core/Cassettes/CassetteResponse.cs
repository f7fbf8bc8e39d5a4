using System.Collections.Generic;

namespace StreamPS.Cassettes;

/// <summary>The beginning of a recorded answer.</summary>
internal sealed class CassetteResponse
{
    /// <summary>When it came, in milliseconds since the request.</summary>
    public double Milliseconds { get; init; }

    public int Status { get; init; }

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];
}
