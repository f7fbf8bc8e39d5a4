using System.Collections.Generic;

namespace StreamPS.Protocols;

/// <summary>What one frame says. It is used again for every frame of a stream. Its messages are those of the OpenAI format.</summary>
internal sealed class DashScopeFrame
{
    private readonly List<OpenAIChunkChoice> _pool = [];
    private bool _isOutput;

    /// <summary>The id of the request. Every frame repeats it, so it's read once.</summary>
    public string? RequestId { get; set; }

    public string? Code { get; set; }

    /// <summary>True when the frame has an error object, as gateways send it.</summary>
    public bool HasError { get; set; }

    /// <summary>True when the frame has a piece of a reply, even an empty one.</summary>
    public bool HasOutput { get; set; }

    /// <summary>The counts so far. They are running totals: the last ones count.</summary>
    public DashScopeUsage Usage { get; } = new();

    /// <summary>The reply where it stands outside of a list of choices.</summary>
    public OpenAIChunkChoice Output { get; } = new();

    public int ChoiceCount { get; private set; }

    public OpenAIChunkChoice GetChoice(int position) => _isOutput ? Output : _pool[position];

    public OpenAIChunkChoice AddChoice()
    {
        if (ChoiceCount == _pool.Count)
            _pool.Add(new OpenAIChunkChoice());
        var choice = _pool[ChoiceCount++];
        choice.Clear();
        return choice;
    }

    /// <summary>Makes the reply outside of a list of choices the only choice.</summary>
    public void AddOutput()
    {
        _isOutput = true;
        ChoiceCount = 1;
    }

    /// <summary>Forgets all but the id.</summary>
    public void Clear()
    {
        Code = null;
        HasError = HasOutput = _isOutput = false;
        Usage.Clear();
        ChoiceCount = 0;
    }
}
