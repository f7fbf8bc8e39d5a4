using System;
using StreamPS.LoopbackServer;

namespace StreamPS.Tests.Faults;

/// <summary>Something that goes wrong with a reply, and what has to come of it.</summary>
internal sealed record Fault
{
    /// <summary>How the tests and the page about reliability call it.</summary>
    public required string Name { get; init; }

    /// <summary>The reply that has the fault.</summary>
    public Func<FormatScript, Reply> Reply { get; init; } = _ => new Reply();

    /// <summary>Whether there is no server to send one.</summary>
    public bool IsRefused { get; init; }

    /// <summary>The error of a client that does nothing about it; null when the reply is whole in spite of it.</summary>
    public Func<FormatScript, ChatErrorKind?> Error { get; init; } = _ => null;

    /// <summary>The text that arrives.</summary>
    public Func<FormatScript, string> Text { get; init; } = _ => "";

    /// <summary>Whether the same request may succeed.</summary>
    public bool MayPass { get; init; }

    /// <summary>Whether the finish reason has arrived.</summary>
    public bool IsFinished { get; init; }

    /// <summary>How long the client waits in vain; null when it doesn't have to.</summary>
    public TimeSpan? Silence { get; init; }

    /// <summary>Whether the client breaks the connection.</summary>
    public bool IsAborted { get; init; }

    /// <summary>Which formats can have it.</summary>
    public Func<FormatScript, bool> Concerns { get; init; } = _ => true;

    /// <summary>What has to come of it when the second request is answered as it should be.</summary>
    public FaultOutcome Expect(FormatScript script, FaultPolicy policy)
    {
        string text = Text(script);
        var error = Error(script);
        bool mayPass = MayPass || (error == ChatErrorKind.IdleTimeout && text.Length > 0);
        bool isAnswered = text.Length == 0 ? policy != FaultPolicy.Plain : policy == FaultPolicy.Resume && !IsFinished;
        return error is not null && mayPass && isAnswered && !IsRefused
            ? new FaultOutcome(Error: null, script.Text, Requests: 2)
            : new FaultOutcome(error, text, Requests: IsRefused ? 0 : 1);
    }

    public override string ToString() => Name;
}
