using System;

namespace StreamPS.Conversation;

/// <summary>
/// The keys that are pressed while a reply is shown: Ctrl+C stops the reply, and not the pipeline with it; the others are kept for the
/// next line.
/// </summary>
internal sealed class TypedKeys : IDisposable
{
    private const int LookEvery = 20;

    private readonly Action<ConsoleKeyInfo> _keep;
    private readonly Action _interrupt;
    private readonly bool _wasInput = Console.TreatControlCAsInput;
    private int _lastLook = Environment.TickCount;

    public TypedKeys(Action<ConsoleKeyInfo> keep, Action interrupt)
    {
        _keep = keep;
        _interrupt = interrupt;
        Console.TreatControlCAsInput = true;
    }

    /// <summary>Looks whether keys were pressed, when the last look is some time ago: it costs more than a delta does.</summary>
    public void LookNowAndThen()
    {
        if (unchecked(Environment.TickCount - _lastLook) >= LookEvery)
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
                _keep(key);
        }
    }

    /// <summary>Lets Ctrl+C stop the pipeline again.</summary>
    public void Dispose() => Console.TreatControlCAsInput = _wasInput;

    private static bool IsInterrupt(ConsoleKeyInfo key) => key is { Key: ConsoleKey.C, Modifiers: ConsoleModifiers.Control };
}
