using System;

namespace StreamPS.Conversation;

/// <summary>
/// The keys that are pressed while a reply is shown: Ctrl+C stops the reply, and not the pipeline with it; the others are kept for the
/// next line. Where that is read key by key, Ctrl+C stays a key until then: pressed as the reply ends, it mustn't end the conversation.
/// </summary>
internal sealed class TypedKeys : IDisposable
{
    private const int LookEvery = 20;

    private readonly ILineReader _reader;
    private readonly Action _interrupt;
    private readonly bool _wasInput = Console.TreatControlCAsInput;
    private int _lastLook = Environment.TickCount;

    public TypedKeys(ILineReader reader, Action interrupt)
    {
        _reader = reader;
        _interrupt = interrupt;
        Console.TreatControlCAsInput = true;
    }

    /// <summary>When to look again: nothing tells when a key is pressed.</summary>
    public TimeSpan TimeLeft => TimeSpan.FromMilliseconds(Math.Max(0, LookEvery - unchecked(Environment.TickCount - _lastLook)));

    /// <summary>Looks whether keys were pressed, when the last look is some time ago: it costs more than a delta does.</summary>
    public void LookNowAndThen()
    {
        if (TimeLeft == TimeSpan.Zero)
            Look();
    }

    /// <summary>Looks whether keys were pressed.</summary>
    public void Look()
    {
        _lastLook = Environment.TickCount;
        while (Console.KeyAvailable)
        {
            var key = Console.ReadKey(intercept: true);
            if (IsInterrupt(key))
                _interrupt();
            else
                _reader.Take(key);
        }
    }

    /// <summary>Ends looking.</summary>
    public void Dispose()
    {
        if (!_reader.ReadsKeys)
            Console.TreatControlCAsInput = _wasInput;
    }

    private static bool IsInterrupt(ConsoleKeyInfo key) => key is { Key: ConsoleKey.C, Modifiers: ConsoleModifiers.Control };
}
