using System;
using System.Collections.Generic;

namespace StreamPS.Text;

/// <summary>The blocks that are open, and what a line does to them: CommonMark's first phase, and the tables of GitHub's.</summary>
internal sealed class MarkdownBlocks
{
    private const int CodeIndent = 4;

    // What stands deeper is text: each line has to pass all containers, which thousands of them would make slow.
    private const int DeepestContainer = 64;

    private readonly List<MarkdownContainer> _containers;
    private MarkdownLeaf _leaf;
    private MarkdownBlockKind? _block;
    private char _list;

    public MarkdownBlocks()
    {
        _containers = [];
        _leaf = MarkdownLeaf.None;
    }

    private MarkdownBlocks(MarkdownBlocks other)
    {
        _containers = [.. other._containers];
        _leaf = other._leaf;
        _block = other._block;
        _list = other._list;
    }

    public MarkdownBlocks Clone() => new(this);

    /// <summary>Takes the next line, with its line end or without.</summary>
    public MarkdownStep Read(string line)
    {
        var step = new MarkdownStep();
        var cursor = new LineCursor(line);
        int matched = Match(ref cursor);
        if (matched == _containers.Count && Continue(ref cursor, step))
            return Finish(step);

        bool isLazy = matched < _containers.Count;
        int open = matched;
        while (StartContainer(ref cursor, ref open, step))
            isLazy = false;

        if (StartLeaf(ref cursor, open, isLazy, step))
            return Finish(step);

        AddText(ref cursor, open, isLazy, step);
        return Finish(step);
    }

    private bool IsIn(MarkdownBlockKind kind) => _leaf.Kind == kind;

    private int Match(ref LineCursor cursor)
    {
        int matched = 0;
        foreach (var container in _containers)
        {
            if (!Matches(container, ref cursor))
                break;
            matched++;
        }

        return matched;
    }

    private static bool Matches(MarkdownContainer container, ref LineCursor cursor)
    {
        if (container.IsQuote)
        {
            if (cursor.Indent >= CodeIndent || cursor.First != '>')
                return false;

            cursor.SkipText(1);
            cursor.SkipColumns(1);
            return true;
        }

        if (cursor.IsBlank)
            return !container.IsEmpty;
        if (cursor.Indent < container.Width)
            return false;

        cursor.SkipColumns(container.Width);
        return true;
    }

    // Fences and HTML take whatever comes, until their end.
    private bool Continue(ref LineCursor cursor, MarkdownStep step)
    {
        if (IsIn(MarkdownBlockKind.FencedCode))
        {
            bool isEnd = cursor.Indent < CodeIndent && MarkdownSyntax.IsClosingFence(cursor.Text, _leaf.Fence.Mark, _leaf.Fence.Length);
            step.Kind = isEnd ? MarkdownLineKind.ClosingFence : MarkdownLineKind.Code;
            if (isEnd)
            {
                EndLeaf(step);
            }
            else
            {
                cursor.SkipColumns(Math.Min(cursor.Indent, _leaf.Fence.Indent));
                step.Code = cursor.Remainder;
            }

            return true;
        }

        if (!IsIn(MarkdownBlockKind.Html) || (_leaf.Html!.EndsAtBlank && cursor.IsBlank))
            return false;

        step.Kind = MarkdownLineKind.Html;
        if (_leaf.Html.EndsWith(cursor.Text))
            EndLeaf(step);
        return true;
    }

    private bool StartContainer(ref LineCursor cursor, ref int open, MarkdownStep step)
    {
        if (cursor.Indent >= CodeIndent || open >= DeepestContainer || cursor.IsBlank)
            return false;
        if (cursor.First == '>')
        {
            cursor.SkipText(1);
            cursor.SkipColumns(1);
            Push(new MarkdownContainer { Mark = '>' }, open++, step);
            return true;
        }

        string text = cursor.Text;
        int length = MarkdownSyntax.CountListMark(text);
        bool isText = open == _containers.Count && IsIn(MarkdownBlockKind.Paragraph);
        if (length == 0 || MarkdownSyntax.IsThematicBreak(text) || (isText && MarkdownSyntax.IsUnderline(text)) || (isText && !InterruptsText(text, length)))
            return false;

        int indent = cursor.Indent;
        cursor.SkipText(length);
        bool isEmpty = cursor.IsBlank;
        int gap = isEmpty || cursor.Indent > CodeIndent ? 1 : cursor.Indent;
        cursor.SkipColumns(gap);
        Push(new MarkdownContainer { Mark = text[length - 1], Width = indent + length + gap, IsEmpty = isEmpty }, open++, step);
        return true;
    }

    // A number in the middle of a text is seldom a list's, unless it's 1.
    private static bool InterruptsText(string text, int mark) =>
        text.Substring(mark).Trim(' ', '\t').Length > 0 && (mark == 1 || text.Substring(0, mark - 1).TrimStart('0') == "1");

    private void Push(MarkdownContainer container, int depth, MarkdownStep step)
    {
        Close(depth, step);
        SetLeaf(MarkdownLeaf.None, step);
        if (depth > 0)
        {
            _containers[depth - 1] = _containers[depth - 1].Filled();
        }
        else
        {
            var block = container.IsQuote ? MarkdownBlockKind.Quote : MarkdownBlockKind.List;
            if (_block != block || _list != container.Mark || container.IsQuote)
                Begin(block, step);
            _list = container.Mark;
        }

        _containers.Add(container);
    }

    private bool StartLeaf(ref LineCursor cursor, int open, bool isLazy, MarkdownStep step)
    {
        bool continuesText = IsIn(MarkdownBlockKind.Paragraph) && open == _containers.Count;
        if (cursor.IsBlank || cursor.Indent >= CodeIndent)
            return !cursor.IsBlank && StartIndented(ref cursor, open, continuesText || (isLazy && IsIn(MarkdownBlockKind.Paragraph)), step);

        string text = cursor.Text;
        if (continuesText && !isLazy && MarkdownSyntax.IsUnderline(text))
        {
            step.Kind = MarkdownLineKind.Heading;
            SetTextBlock(MarkdownBlockKind.Heading);
            EndLeaf(step);
            return true;
        }

        if (MarkdownSyntax.IsHeading(text))
            return StartLine(MarkdownBlockKind.Heading, MarkdownLineKind.Heading, open, step);
        if (MarkdownSyntax.IsThematicBreak(text))
            return StartLine(MarkdownBlockKind.ThematicBreak, MarkdownLineKind.ThematicBreak, open, step);

        int fence = MarkdownSyntax.CountFence(text);
        if (fence > 0)
        {
            StartLeaf(new MarkdownLeaf(MarkdownBlockKind.FencedCode) { Fence = (text[0], fence, cursor.Indent) }, MarkdownLineKind.OpeningFence, open, step);
            step.Info = text.Substring(fence).Trim();
            return true;
        }

        if (HtmlBlock.Find(text, IsIn(MarkdownBlockKind.Paragraph)) is { } html)
        {
            StartLeaf(new MarkdownLeaf(MarkdownBlockKind.Html) { Html = html }, MarkdownLineKind.Html, open, step);
            if (html.EndsWith(text))
                EndLeaf(step);
            return true;
        }

        if (continuesText && !isLazy && _leaf.Cells > 0 && MarkdownSyntax.CountDelimiters(text) == _leaf.Cells)
        {
            step.Kind = MarkdownLineKind.Table;
            SetTextBlock(MarkdownBlockKind.Table);
            _leaf = new MarkdownLeaf(MarkdownBlockKind.Table);
            return true;
        }

        return false;
    }

    private bool StartIndented(ref LineCursor cursor, int open, bool isText, MarkdownStep step)
    {
        if (isText || (IsIn(MarkdownBlockKind.Table) && open == _containers.Count))
            return false;

        bool goesOn = IsIn(MarkdownBlockKind.IndentedCode) && open == _containers.Count;
        if (!goesOn)
            StartLeaf(new MarkdownLeaf(MarkdownBlockKind.IndentedCode), MarkdownLineKind.Code, open, step);
        step.Kind = MarkdownLineKind.Code;
        cursor.SkipColumns(CodeIndent);
        step.Code = cursor.Remainder;
        return true;
    }

    private void AddText(ref LineCursor cursor, int open, bool isLazy, MarkdownStep step)
    {
        if (cursor.IsBlank)
        {
            AddBlank(ref cursor, open, step);
            return;
        }

        step.Kind = MarkdownLineKind.Text;
        // A line of text without the marks before it still goes on with the paragraph that they lead to.
        if (IsIn(MarkdownBlockKind.Paragraph) && (isLazy || open == _containers.Count))
        {
            _leaf = new MarkdownLeaf(MarkdownBlockKind.Paragraph);
            return;
        }

        if (open == _containers.Count && IsIn(MarkdownBlockKind.Table))
        {
            step.Kind = MarkdownLineKind.Table;
            return;
        }

        StartLeaf(new MarkdownLeaf(MarkdownBlockKind.Paragraph) { Cells = MarkdownSyntax.CountCells(cursor.Text) }, MarkdownLineKind.Text, open, step);
    }

    private void AddBlank(ref LineCursor cursor, int open, MarkdownStep step)
    {
        step.Kind = MarkdownLineKind.Blank;
        if (open == _containers.Count && IsIn(MarkdownBlockKind.IndentedCode))
        {
            cursor.SkipColumns(CodeIndent);
            step.Code = cursor.Remainder;
            return;
        }

        Close(open, step);
        SetLeaf(MarkdownLeaf.None, step);
        // A list stays open without its items: the next one may follow.
        if (_containers.Count == 0 && _block is not (MarkdownBlockKind.Blank or MarkdownBlockKind.List))
            Begin(MarkdownBlockKind.Blank, step);
    }

    private bool StartLine(MarkdownBlockKind block, MarkdownLineKind kind, int open, MarkdownStep step)
    {
        StartLeaf(new MarkdownLeaf(block), kind, open, step);
        EndLeaf(step);
        return true;
    }

    private void StartLeaf(MarkdownLeaf leaf, MarkdownLineKind kind, int open, MarkdownStep step)
    {
        Close(open, step);
        SetLeaf(leaf, step);
        step.Kind = kind;
        if (_containers.Count == 0)
            Begin(leaf.Kind, step);
        else
            _containers[_containers.Count - 1] = _containers[_containers.Count - 1].Filled();
    }

    private void EndLeaf(MarkdownStep step)
    {
        _leaf = MarkdownLeaf.None;
        step.EndsBlock = _containers.Count == 0;
    }

    private void Close(int depth, MarkdownStep step)
    {
        if (depth == _containers.Count)
            return;

        _containers.RemoveRange(depth, _containers.Count - depth);
        SetLeaf(MarkdownLeaf.None, step);
    }

    private void SetLeaf(MarkdownLeaf leaf, MarkdownStep step)
    {
        step.LeavesCode |= _leaf.Kind is MarkdownBlockKind.FencedCode or MarkdownBlockKind.IndentedCode;
        _leaf = leaf;
    }

    private void Begin(MarkdownBlockKind block, MarkdownStep step)
    {
        _block = block;
        step.StartsBlock = true;
    }

    private void SetTextBlock(MarkdownBlockKind block)
    {
        if (_containers.Count == 0)
            _block = block;
    }

    private MarkdownStep Finish(MarkdownStep step)
    {
        step.Block = _block!.Value;
        if (step.EndsBlock)
            _block = null;
        return step;
    }
}
