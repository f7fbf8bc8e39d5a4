using System.Collections.Generic;

namespace StreamPS.Protocols;

/// <summary>What one frame says. It is used again for every frame of a stream.</summary>
internal sealed class GeminiFrame
{
    private readonly List<GeminiCandidate> _pool = [];

    /// <summary>The id of the reply, as the first frame that has one says it.</summary>
    public string? Id { get; set; }

    /// <summary>The model, likewise: a string for each frame would be one too many.</summary>
    public string? Model { get; set; }

    /// <summary>Why the prompt isn't answered, or null.</summary>
    public string? BlockReason { get; set; }

    /// <summary>The service's words about that.</summary>
    public string? BlockMessage { get; set; }

    /// <summary>True when the frame is part of a reply.</summary>
    public bool IsReply { get; set; }

    /// <summary>True when the frame reports an error instead of going on.</summary>
    public bool HasError { get; set; }

    public int CandidateCount { get; private set; }

    /// <summary>The counts so far: each frame changes those that it has.</summary>
    public GeminiUsage Usage { get; } = new();

    /// <summary>What changes from frame to frame.</summary>
    public FrameHoles Holes { get; } = new();

    public GeminiCandidate GetCandidate(int position) => _pool[position];

    public GeminiCandidate AddCandidate()
    {
        if (CandidateCount == _pool.Count)
            _pool.Add(new GeminiCandidate());
        var candidate = _pool[CandidateCount++];
        candidate.Clear();
        return candidate;
    }

    /// <summary>Forgets all but the names and the counts.</summary>
    public void Clear()
    {
        BlockReason = BlockMessage = null;
        IsReply = HasError = false;
        CandidateCount = 0;
        Holes.Clear();
    }
}
