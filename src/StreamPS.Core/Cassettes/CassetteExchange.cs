using System.Collections.Generic;

namespace StreamPS.Cassettes;

/// <summary>A recorded request and what came of it.</summary>
internal sealed class CassetteExchange
{
    public CassetteExchange(int line, CassetteRequest request, CassetteService service)
    {
        Line = line;
        Request = request;
        Service = service;
    }

    /// <summary>The line that the request stands in.</summary>
    public int Line { get; }

    public CassetteRequest Request { get; }

    public CassetteService Service { get; }

    /// <summary>The beginning of the answer; null when none came.</summary>
    public CassetteResponse? Response { get; set; }

    public List<CassettePiece> Pieces { get; } = [];

    /// <summary>The end; null when the recording breaks off before it.</summary>
    public CassetteEnd? End { get; set; }
}
