#if NET
using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Threading;

namespace StreamPS.Conversation;

/// <summary>
/// The console that the line editor reads from and writes to. It's PSReadLine's own but for the keys: those typed before come first, waiting
/// for one ends when the pipeline is stopped, and a line end in the middle of pasted text isn't the message's end.
/// </summary>
[SuppressMessage("Performance", "CA1852:Seal internal types", Justification = "The proxy is derived from it when it runs.")]
internal class EditorConsole : DispatchProxy
{
    private const string CancelSign = "\u001B[91m^C\u001B[0m";

    private static readonly TimeSpan KeyInterval = TimeSpan.FromMilliseconds(15);

    // Keys that no keyboard has, for what the editor is to do by itself.
    private static readonly ConsoleKeyInfo BeginKey = new('\0', ConsoleKey.F23, shift: false, alt: false, control: false);
    private static readonly ConsoleKeyInfo StopKey = new('\0', ConsoleKey.F24, shift: false, alt: false, control: false);
    private static readonly ConsoleKeyInfo NewLineKey = new('\n', ConsoleKey.J, shift: false, alt: false, control: true);

    private object _console = null!;
    private Queue<ConsoleKeyInfo> _keys = new();
    private CancellationToken _stopToken;
    private bool _begins;

    /// <summary>Whether the sign is left out with which the editor shows that a line is cancelled.</summary>
    public bool HidesCancelling { get; set; }

    /// <summary>Puts itself before a console.</summary>
    public static object PutBefore(Type consoleType, object console)
    {
        object proxy = Create(consoleType, typeof(EditorConsole));
        ((EditorConsole)proxy)._console = console;
        return proxy;
    }

    /// <summary>Gives out these keys before those that are pressed.</summary>
    public void TakeFirst(Queue<ConsoleKeyInfo> keys) => _keys = keys;

    /// <summary>Begins a line: the editor gets a key that says so, before all others.</summary>
    public void Begin(CancellationToken stopToken)
    {
        _stopToken = stopToken;
        _begins = true;
    }

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name switch
    {
        "get_KeyAvailable" => IsKeyReady,
        "ReadKey" => ReadKey(),
        "Write" when HidesCancelling && args![0] is CancelSign => null,
        _ => targetMethod.Invoke(_console, BindingFlags.DoNotWrapExceptions, binder: null, args, culture: null),
    };

    private bool IsKeyReady => _begins || _keys.Count > 0 || Console.KeyAvailable;

    private ConsoleKeyInfo ReadKey()
    {
        while (!IsKeyReady)
        {
            if (_stopToken.WaitHandle.WaitOne(KeyInterval))
                return StopKey;
        }

        if (_begins)
        {
            _begins = false;
            return BeginKey;
        }

        var key = _keys.Count > 0 ? _keys.Dequeue() : Console.ReadKey(intercept: true);
        return key is { Key: ConsoleKey.Enter, Modifiers: 0 } && IsKeyReady ? NewLineKey : key;
    }
}
#endif
