using System;
using System.Collections.Generic;
using System.Linq;
using StreamPS.Protocols;

namespace StreamPS.Streaming;

/// <summary>Collects the deltas of one stream into a completion. It keeps their texts and not the deltas, so that memory grows with the text alone.</summary>
internal sealed class CompletionBuilder
{
    private readonly SortedList<int, ChoiceBuilder> _choices = [];
    private ChoiceBuilder? _last;
    private ChatUsage? _usage;
    private ChatUsage? _earlierUsage;
    private TimeSpan? _firstTokenLatency;
    private TimeSpan _lastElapsed;
    private TimeSpan _longestPause;
    private int _deltaCount;

    /// <summary>True once a delta was added.</summary>
    public bool HasDeltas => _deltaCount > 0;

    /// <summary>Adds a delta.</summary>
    public void Add(ChatDelta delta)
    {
        if (_deltaCount++ == 0)
            _firstTokenLatency = delta.Elapsed;
        else if (delta.Elapsed - _lastElapsed > _longestPause)
            _longestPause = delta.Elapsed - _lastElapsed;
        _lastElapsed = delta.Elapsed;

        bool isUsageAlone = delta is { Usage: not null, FinishReason: null, Content: null, Reasoning: null, Refusal: null, ToolCall: null };
        if (isUsageAlone)
            _usage = delta.Usage;
        else
            GetChoice(delta.Index).Add(delta);
    }

    /// <summary>Takes back the delta that was added last: it arrived, and nobody wants it.</summary>
    public void Remove(ChatDelta delta)
    {
        _deltaCount--;
        if (_choices.TryGetValue(delta.Index, out var choice))
            choice.Remove(delta);
    }

    /// <summary>Makes ready for the continuation of a reply that was cut: it's a request of its own, with tokens of its own.</summary>
    public void BeginPart()
    {
        _earlierUsage = ChatUsage.Add(_earlierUsage, GetUsage());
        _usage = null;
        foreach (var choice in _choices.Values)
            choice.BeginPart();
    }

    /// <summary>Makes the completion of what was added so far.</summary>
    public ChatCompletion Build(ChatExchange exchange, DecodedStream decoded, StreamRecovery recovery, ChatCompletionStatus status, ChatException? error, TimeSpan duration)
    {
        var completion = new ChatCompletion
        {
            Status = status,
            Choices = _choices.Values.Select(choice => choice.Build()).ToArray(),
            Model = decoded.Model ?? exchange.Model,
            Provider = exchange.Provider.Name,
            Id = decoded.Id,
            RequestId = exchange.RequestId ?? error?.RequestId,
            Prompt = exchange.Request.Messages.LastOrDefault(message => message.Role == ChatRole.User)?.Content ?? "",
            Messages = exchange.Request.Messages,
            StartedAt = exchange.StartedAt,
            FirstTokenLatency = _firstTokenLatency,
            Duration = duration,
            LongestPause = _longestPause,
            DeltaCount = _deltaCount,
            RetryCount = recovery.RetryCount,
            ResumeCount = recovery.ResumeCount,
            Error = error,
        };
        completion.SetUsage(ChatUsage.Add(_earlierUsage, GetUsage()), ChatUsageSource.Service);
        return completion;
    }

    private ChoiceBuilder GetChoice(int index)
    {
        if (_last?.Index == index)
            return _last;
        if (!_choices.TryGetValue(index, out _last))
            _choices.Add(index, _last = new ChoiceBuilder(index));
        return _last;
    }

    // Services count a request once and its replies together, or (Moonshot) each reply with the request's count repeated.
    private ChatUsage? GetUsage()
    {
        var counts = _choices.Values.Select(choice => choice.Usage).OfType<ChatUsage>().ToArray();
        if (_usage is not null || counts.Length <= 1)
            return _usage ?? counts.FirstOrDefault();

        int prompt = counts.Max(count => count.PromptTokens);
        int completion = counts.Sum(count => count.CompletionTokens);
        return new ChatUsage(prompt, completion, null, counts.Max(count => count.CachedTokens), counts.Sum(count => count.ReasoningTokens));
    }
}
