#if NET
using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Threading;
using StreamPS.Display;

namespace StreamPS.Conversation;

/// <summary>Reads with PSReadLine: editing, history with the arrow keys, several lines, and commands that Tab completes.</summary>
internal sealed class LineEditor : ILineReader
{
    private const string PlainText = "\u001B[0m";
    private const string BeginKey = "F23";
    private const string StopKey = "F24";

    private const string ClearScreen = "\u001B[H\u001B[2J";

    private static readonly string[] NoPrompt = [""];
    private static readonly LineInput Again = LineInput.Of("");

    private readonly EditorLibrary _library;
    private readonly Queue<ConsoleKeyInfo> _keys = new();
    private PSCmdlet _command = null!;
    private CancellationToken _stopToken;
    private Func<string, IReadOnlyList<string>> _complete = _ => [];
    private IReadOnlyList<string>? _history;
    private LineInput? _input;
    private bool _hasCommandMode;
    private string _initialText = "";
    private (IReadOnlyList<string> Texts, int Index) _completion = ([], 0);

    private LineEditor(EditorLibrary library)
    {
        _library = library;
        _library.Console.TakeFirst(_keys);
        SetOptions();
        BindKeys();
    }

    public string Hint => "Alt+Enter, Ctrl+J or a \\ at its end continues a line; so does an open ```";

    public bool ReadsKeys => true;

    /// <summary>Makes an editor; null when there can be none.</summary>
    public static LineEditor? Create() => EditorLibrary.Load() is { } library ? new LineEditor(library) : null;

    public void Begin(PSCmdlet command, Func<string, IReadOnlyList<string>> complete, CancellationToken stopToken)
    {
        _command = command;
        _stopToken = stopToken;
        _complete = complete;
        _keys.Clear();
        _library.SetColors(HostStyle.Of(command).AllowsEscapes ? null : PlainText);
    }

    public void Take(ConsoleKeyInfo key) => _keys.Enqueue(key);

    public void Remember(IReadOnlyList<string> messages) => _history = messages;

    public LineInput Read(string text)
    {
        _initialText = text;
        LineInput input;
        do
            input = ReadOnce();
        while (input == Again);
        Console.TreatControlCAsInput = false;
        if (_stopToken.IsCancellationRequested)
            throw new PipelineStoppedException();
        if (input.Text is { Length: > 0 } message)
            _library.AddToHistory(message);
        return input;
    }

    private LineInput ReadOnce()
    {
        _input = null;
        _command.Host.UI.Write(LinePrompt.First);
        _library.Console.Begin(_stopToken);
        string line = _library.Read(Runspace.DefaultRunspace, (EngineIntrinsics)_command.SessionState.PSVariable.GetValue("ExecutionContext"), null);
        return _input ?? LineInput.Of(line);
    }

    // Words are no commands: nothing of them is guessed or saved.
    private void SetOptions()
    {
        _library.SetOption("PredictionSource", "None");
        _library.SetOption("HistorySaveStyle", "SaveNothing");
        _library.SetOption("AddToHistoryHandler", new Func<string, object>(_ => true));
        _library.SetOption("ContinuationPrompt", LinePrompt.Next);
        // Otherwise it's taken from the shell's prompt, and coloured when the words aren't PowerShell.
        _library.SetOption("PromptText", NoPrompt);
    }

    private void BindKeys()
    {
        Bind(Accept, "Enter");
        Bind(() => _library.Insert("\n"), "Shift+Enter", "Alt+Enter", "Ctrl+Enter", "Ctrl+j");
        Bind(Drop, "Ctrl+c");
        Bind(Leave, "Ctrl+d");
        Bind(Clear, "Ctrl+l");
        Bind(Complete, "Tab", "Ctrl+Spacebar");
        Bind(Start, BeginKey);
        Bind(() => End(LineInput.Ended, ""), StopKey);
    }

    private void Bind(Action action, params string[] keys) => _library.Bind(keys, (_, _) => action(), "StreamPS", "StreamPS");

    private void Start()
    {
        if (!_hasCommandMode && _library.GetOption("EditMode")?.ToString() == "Vi")
            BindCommandMode();
        if (_history is not null)
        {
            _library.Run("ClearHistory");
            foreach (string message in _history)
                _library.AddToHistory(message);
            _history = null;
        }

        if (_initialText.Length > 0)
            _library.Insert(_initialText);
    }

    // vi has other keys in its command mode, which can be set as long as that's on.
    private void BindCommandMode()
    {
        _library.Run("ViCommandMode");
        BindKeys();
        _library.Run("ViInsertMode");
        _hasCommandMode = true;
    }

    private void Accept()
    {
        _library.GetText(out string text, out _);
        if (LinePrompt.IsContinued(text))
            _library.Replace(text.Length - 1, 1, "\n", null, null);
        else if (LinePrompt.IsInCode(text))
            _library.Insert("\n");
        else
            End(LineInput.Of(text), "\n");
    }

    private void Drop()
    {
        _library.GetSelection(out int start, out _);
        if (start >= 0)
            _library.Run("Copy");
        else
            End(LineInput.Dropped, "^C\n");
    }

    // PSReadLine's own way would show the shell's prompt.
    private void Clear()
    {
        _library.GetText(out string text, out _);
        _initialText = text;
        End(Again, ClearScreen);
    }

    private void Leave()
    {
        _library.GetText(out string text, out _);
        if (text.Length > 0)
            _library.Run("DeleteChar");
        else
            End(LineInput.Ended, "\n");
    }

    // Accepting a line asks whether it's whole as PowerShell: an apostrophe would make it go on. Cancelling one asks nothing, but it writes ^C.
    private void End(LineInput input, string written)
    {
        _input = input;
        _library.Console.HidesCancelling = true;
        _library.Run("CancelLine");
        _library.Console.HidesCancelling = false;
        if (_hasCommandMode)
            _library.Run("ViInsertMode");
        _command.Host.UI.Write(written);
    }

    // Pressed again, the next one.
    private void Complete()
    {
        _library.GetText(out string text, out _);
        bool goesOn = _completion.Texts.Count > 0 && _completion.Texts[_completion.Index] == text;
        _completion = goesOn ? (_completion.Texts, (_completion.Index + 1) % _completion.Texts.Count) : (_complete(text), 0);
        if (_completion.Texts.Count > 0)
            _library.Replace(0, text.Length, _completion.Texts[_completion.Index], null, null);
    }
}
#endif
