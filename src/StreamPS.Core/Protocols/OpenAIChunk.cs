using System.Collections.Generic;

namespace StreamPS.Protocols;

/// <summary>What one frame says. It is used again for every frame of a stream, so that reading a frame allocates its texts and nothing else.</summary>
internal sealed class OpenAIChunk
{
    private readonly List<OpenAIChunkChoice> _pool = [];

    /// <summary>True when the id and the model are known already: then they aren't read again.</summary>
    public bool IsIdentified { get; set; }

    public string? Id { get; set; }

    public string? Model { get; set; }

    public ChatUsage? Usage { get; set; }

    /// <summary>True when the frame has a list of choices, even an empty one: then it's part of a reply.</summary>
    public bool HasChoices { get; set; }

    /// <summary>True when the frame reports an error instead of going on.</summary>
    public bool IsError { get; set; }

    public int ChoiceCount { get; private set; }

    public OpenAIChunkChoice GetChoice(int position) => _pool[position];

    public OpenAIChunkChoice AddChoice()
    {
        if (ChoiceCount == _pool.Count)
            _pool.Add(new OpenAIChunkChoice());
        var choice = _pool[ChoiceCount++];
        choice.Clear();
        return choice;
    }

    public void Clear()
    {
        Id = Model = null;
        Usage = null;
        HasChoices = IsError = false;
        ChoiceCount = 0;
    }
}
