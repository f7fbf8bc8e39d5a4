using System.Collections.Generic;
using System.Management.Automation;
using StreamPS.Display;
using StreamPS.Text;

namespace StreamPS.Conversation;

/// <summary>Shows a reply as it comes: reasoning dimmed, Markdown by its renderer, and code with a number before it.</summary>
internal sealed class ReplyDisplay
{
    private readonly HostText _host;
    private readonly MarkdownRenderer? _renderer;
    private readonly MarkdownFlow _flow;
    private readonly CodeList _code;
    private bool _isReasoning;

    public ReplyDisplay(PSCmdlet command, CodeList code)
    {
        _host = new HostText(command);
        _renderer = MarkdownRenderer.Find(command);
        _flow = new MarkdownFlow(findsMarkup: _renderer is not null);
        _code = code;
    }

    /// <summary>Takes a delta.</summary>
    public void Add(ChatDelta delta)
    {
        if (delta.Reasoning is { Length: > 0 } reasoning)
            ShowReasoning(reasoning);

        if (delta.Content is { Length: > 0 } content)
            Show(content);
        if (delta.Refusal is { Length: > 0 } refusal)
            Show(refusal);
    }

    /// <summary>Brings what was taken to the screen.</summary>
    public void Flush() => _host.Flush();

    /// <summary>Makes way for something else: the cursor goes to the beginning of a line.</summary>
    public void BreakLine() => _host.End();

    /// <summary>Ends the reply, also one that was cut.</summary>
    public void End()
    {
        Show(_flow.Complete());
        _host.End();
    }

    private void ShowReasoning(string reasoning)
    {
        if (!_isReasoning && !_host.CanDim)
            _host.Add("Reasoning: ");
        _isReasoning = true;
        _host.Add(reasoning, dim: true);
    }

    private void Show(string text)
    {
        if (_isReasoning)
            _host.EndParagraph();
        _isReasoning = false;
        Show(_flow.Add(text));
    }

    private void Show(IReadOnlyList<MarkdownPiece> pieces)
    {
        foreach (var piece in pieces)
        {
            Show(piece);
            if (piece.FinishedCode is { } code)
                _code.Finish(code);
        }
    }

    private void Show(MarkdownPiece piece)
    {
        switch (piece.Kind)
        {
            case MarkdownPieceKind.Markup:
                ShowMarkup(piece.Text);
                break;
            case MarkdownPieceKind.OpeningFence:
                _host.Add(piece.Text.Substring(0, piece.Text.IndexOfAny(['`', '~'])));
                _host.Add($"[{_code.Begin()}] {piece.Info}".TrimEnd(), dim: true);
                _host.Add("\n");
                break;
            case MarkdownPieceKind.ClosingFence:
                break;
            default:
                _host.Add(piece.Text);
                break;
        }
    }

    private void ShowMarkup(string text)
    {
        string words = text.TrimEnd('\r', '\n');
        var terminal = new TerminalText();
        string shown = terminal.Next(words) + terminal.End();
        if (_renderer?.TryRender(shown) is { } rendered)
            _host.AddStyled(shown, rendered);
        else
            _host.Add(words);
        _host.Add(text.Substring(words.Length));
    }
}
