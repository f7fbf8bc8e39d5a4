using System.Collections.Generic;
using System.Globalization;
using System.Management.Automation;
using System.Text;

namespace StreamPS.Display;

/// <summary>Shows a reply at the prompt as it's written: its text, and dimmed its reasoning and the tools it calls.</summary>
internal sealed class InlineDisplay
{
    private readonly HostText _host;
    private readonly SortedDictionary<int, StringBuilder> _otherChoices = new();
    private Part _part;
    private int _call;
    private bool _hasEnded;

    public InlineDisplay(PSCmdlet command)
    {
        _host = new HostText(command);
    }

    private enum Part
    {
        None,
        Reasoning,
        Content,
        ToolCall,
    }

    /// <summary>Takes a delta. Of several choices the first flows; the others are shown when it has ended, one after the other.</summary>
    public void Add(ChatDelta delta)
    {
        if (delta.Index > 0)
        {
            Keep(delta);
            return;
        }

        if (delta.Reasoning is { Length: > 0 } reasoning)
            Show(Part.Reasoning, reasoning);
        if (delta.Content is { Length: > 0 } content)
            Show(Part.Content, content);
        if (delta.Refusal is { Length: > 0 } refusal)
            Show(Part.Content, refusal);
        if (delta.ToolCall is { } call)
            Show(call);
    }

    /// <summary>Brings what was taken to the screen.</summary>
    public void Flush() => _host.Flush();

    /// <summary>Makes way for something else, an error for example: the cursor goes to the beginning of a line.</summary>
    public void BreakLine()
    {
        _host.End();
        _part = Part.None;
    }

    /// <summary>Ends the reply.</summary>
    public void End()
    {
        BreakLine();
        foreach (var choice in _otherChoices)
        {
            _host.EndParagraph();
            _host.Add(string.Format(CultureInfo.InvariantCulture, "Reply {0}:\n", choice.Key + 1), dim: true);
            _host.Add(choice.Value.ToString());
            _host.End();
        }

        _otherChoices.Clear();
        _hasEnded = true;
    }

    /// <summary>Shows a line about the reply.</summary>
    public void AddNote(string text)
    {
        _host.End();
        _host.Add(text, dim: true);
        _host.End();
    }

    private void Keep(ChatDelta delta)
    {
        if (!_otherChoices.TryGetValue(delta.Index, out var text))
            _otherChoices.Add(delta.Index, text = new StringBuilder());
        text.Append(delta.Content).Append(delta.Refusal);
    }

    private void Show(Part part, string text)
    {
        Begin(part);
        _host.Add(text, dim: part != Part.Content);
    }

    private void Show(ToolCallDelta call)
    {
        if (_part == Part.ToolCall && call.Index != _call)
            BreakLine();
        _call = call.Index;
        Begin(Part.ToolCall);
        if (!string.IsNullOrEmpty(call.Name))
            _host.Add(call.Name + " ", dim: true);
        _host.Add(call.Arguments, dim: true);
    }

    private void Begin(Part part)
    {
        if (_part == part)
            return;

        if (_part != Part.None || _hasEnded)
            _host.EndParagraph();
        _hasEnded = false;
        if (!_host.CanDim && part != Part.Content)
            _host.Add(part == Part.Reasoning ? "Reasoning: " : "Tool call: ");
        _part = part;
    }
}
