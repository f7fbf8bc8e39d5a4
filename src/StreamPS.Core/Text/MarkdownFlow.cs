using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using StreamPS.Text;

namespace StreamPS;

/// <summary>
/// Cuts Markdown that comes in pieces into what can be shown at once, without ever taking back what was shown. Text and code flow as they
/// come; only what a mark has begun is held back until it's known what the mark means: to the mark that ends it, or to the end of the line.
/// </summary>
public sealed class MarkdownFlow
{
    private static readonly char[] Marks = [.. " \t>-+*|:0123456789.)"];

    // A line that begins with so many characters that may be marks is decided by what's there.
    private const int LongestBeginning = 80;

    private readonly MarkdownReader _reader = new();
    private readonly List<MarkdownPiece> _pieces = [];
    private readonly StringBuilder _line = new();
    private readonly bool _findsMarkup;
    private string _rest = "";
    private char _before = '\n';
    private Way _way;

    /// <summary>Begins a text.</summary>
    /// <param name="findsMarkup">Whether markup is told from text. Without, it flows as text, too, and nothing but lines of code are marked.</param>
    public MarkdownFlow(bool findsMarkup)
    {
        _findsMarkup = findsMarkup;
    }

    // How a line is shown: not known yet, with the spans in it, as it is, or when it's whole.
    private enum Way
    {
        Unknown,
        Spans,
        Plain,
        Code,
        Whole,
    }

    /// <summary>Takes a piece of text.</summary>
    /// <param name="text">The piece. It may begin and end anywhere.</param>
    /// <returns>What can be shown now.</returns>
    public IReadOnlyList<MarkdownPiece> Add(string text)
    {
        int start = 0;
        for (int end; (end = text.IndexOf('\n', start)) >= 0; start = end + 1)
        {
            Append(text.Substring(start, end + 1 - start));
            ReadLine();
        }

        Append(text.Substring(start));
        ReadBeginning();
        return Take();
    }

    /// <summary>Ends the text.</summary>
    /// <returns>What was still held back.</returns>
    public IReadOnlyList<MarkdownPiece> Complete()
    {
        if (_line.Length > 0)
            ReadLine();
        Attach(_reader.Complete());
        return Take();
    }

    private MarkdownPiece[] Take()
    {
        var pieces = _pieces.ToArray();
        _pieces.Clear();
        return pieces;
    }

    private void Append(string text)
    {
        _line.Append(text);
        // What is shown when the line is whole needn't be looked at before.
        if (_way != Way.Whole)
            _rest += text;
    }

    private void ReadBeginning()
    {
        if (_way == Way.Unknown && CanDecide(_rest))
            _way = ChooseWay(_reader.Preview(_rest));
        ShowWhatIsClear(isWhole: false);
    }

    private void ReadLine()
    {
        string text = _line.ToString();
        var line = _reader.Read(text);
        if (_way is Way.Unknown or Way.Whole)
        {
            _rest = text;
            _way = ChooseWay(line.Kind);
        }

        if (_way == Way.Whole)
            ShowWhole(line, text);
        else
            ShowWhatIsClear(isWhole: true);
        Attach(line.FinishedCode);
        _line.Clear();
        _rest = "";
        _before = '\n';
        _way = Way.Unknown;
    }

    // The marks of lists and quotations come first, and then one character tells most kinds of lines apart.
    private static bool CanDecide(string line)
    {
        string text = line.TrimStart(Marks);
        if (line.Length > LongestBeginning)
            return true;
        if (text.Length == 0 || text[0] is '#' or '<' or '=' or '\r')
            return false;

        return text[0] is not ('`' or '~' or '_') || (text.Length >= 3 && MarkdownSpan.CountRun(text, 0) < 3);
    }

    private Way ChooseWay(MarkdownLineKind kind) => kind switch
    {
        // What may be the header of a table needs its columns as they are.
        MarkdownLineKind.Text => _findsMarkup && _rest.TrimStart().FirstOrDefault() != '|' ? Way.Spans : Way.Plain,
        MarkdownLineKind.Code => Way.Code,
        MarkdownLineKind.Heading or MarkdownLineKind.OpeningFence or MarkdownLineKind.ClosingFence => Way.Whole,
        _ => Way.Plain,
    };

    private void ShowWhole(MarkdownLine line, string text)
    {
        var kind = line.Kind switch
        {
            MarkdownLineKind.OpeningFence => MarkdownPieceKind.OpeningFence,
            MarkdownLineKind.ClosingFence => MarkdownPieceKind.ClosingFence,
            _ when _findsMarkup && text.TrimStart()[0] == '#' => MarkdownPieceKind.Markup,
            _ => MarkdownPieceKind.Text,
        };
        _pieces.Add(new MarkdownPiece(kind, text) { Info = line.Info });
    }

    private void ShowWhatIsClear(bool isWhole)
    {
        int shown = _way switch
        {
            Way.Plain => Show(0, _rest.Length, MarkdownPieceKind.Text),
            Way.Code => Show(0, _rest.Length, MarkdownPieceKind.Code),
            Way.Spans => ShowSpans(isWhole),
            _ => 0,
        };
        if (shown > 0)
            _before = _rest[shown - 1];
        _rest = _rest.Substring(shown);
    }

    private int ShowSpans(bool isWhole)
    {
        int shown = 0;
        int index = 0;
        while (index < _rest.Length)
        {
            if (_rest[index] == '\\')
            {
                if (index + 1 == _rest.Length && !isWhole)
                    break;
                index = Math.Min(index + 2, _rest.Length);
            }
            else if (!MarkdownSpan.IsMark(_rest[index]))
            {
                index++;
            }
            else if (MarkdownSpan.Measure(_rest, index, index == 0 ? _before : _rest[index - 1], isWhole) is not { } length)
            {
                break;
            }
            else if (length == 0)
            {
                index += MarkdownSpan.CountRun(_rest, index);
            }
            else
            {
                Show(shown, index, MarkdownPieceKind.Text);
                shown = index = Show(index, index + length, MarkdownPieceKind.Markup);
            }
        }

        return Show(shown, index, MarkdownPieceKind.Text);
    }

    private int Show(int start, int end, MarkdownPieceKind kind)
    {
        if (end > start)
            _pieces.Add(new MarkdownPiece(kind, _rest.Substring(start, end - start)));
        return end;
    }

    // Indented code has no beginning that could be shown.
    private void Attach(MarkdownCode? code)
    {
        if (code is not { IsFenced: true })
            return;

        if (_pieces.Count == 0)
            _pieces.Add(new MarkdownPiece(MarkdownPieceKind.Text, ""));
        var last = _pieces[_pieces.Count - 1];
        _pieces[_pieces.Count - 1] = new MarkdownPiece(last.Kind, last.Text) { Info = last.Info, FinishedCode = code };
    }
}
