using System;
using System.Collections.Generic;
using System.Linq;

namespace StreamPS;

/// <summary>A conversation that goes on: its turns so far, and how the next one is asked. It never has a key.</summary>
/// <remarks>It's meant for one request at a time.</remarks>
public sealed class ChatSession
{
    // Roughly what tokenizers make of European languages, where no count is known.
    private const int CharactersPerToken = 4;

    private readonly List<ChatTurn> _turns = [];

    /// <summary>Begins a conversation.</summary>
    public ChatSession()
        : this(Guid.NewGuid().ToString("N"), DateTimeOffset.Now)
    {
    }

    internal ChatSession(string id, DateTimeOffset startedAt)
    {
        Id = id;
        StartedAt = startedAt;
    }

    /// <summary>What tells it from others.</summary>
    public string Id { get; }

    /// <summary>When it began.</summary>
    public DateTimeOffset StartedAt { get; }

    /// <summary>Instructions for the model, which stand before the conversation.</summary>
    public string? SystemPrompt { get; set; }

    /// <summary>The provider or profile that is asked; null leaves it to the command.</summary>
    public string? Provider { get; set; }

    /// <summary>The service's address, where it isn't the provider's.</summary>
    public Uri? BaseUri { get; set; }

    /// <summary>The wire format, where it isn't the provider's.</summary>
    public ChatProtocol? Protocol { get; set; }

    /// <summary>The model that is asked; null leaves it to the provider.</summary>
    public string? Model { get; set; }

    /// <summary>How freely the model chooses its words.</summary>
    public double? Temperature { get; set; }

    /// <summary>The share of probability that is sampled from, 0 to 1.</summary>
    public double? TopP { get; set; }

    /// <summary>The most tokens a reply may have.</summary>
    public int? MaxTokens { get; set; }

    /// <summary>How many turns are sent with a request at most; null sends all. Older ones stay in the session.</summary>
    public int? MaxTurns { get; set; }

    /// <summary>
    /// How many tokens the turns may have that are sent with a request; null sends all. They're counted by the usage that the service sent,
    /// and where it sent none, guessed by the length of the text.
    /// </summary>
    public int? MaxHistoryTokens { get; set; }

    /// <summary>The turns, oldest first.</summary>
    public IReadOnlyList<ChatTurn> Turns => _turns;

    /// <summary>The whole conversation, with the instructions.</summary>
    public IReadOnlyList<ChatMessage> Messages => [.. GetSystemMessages(), .. _turns.SelectMany(turn => turn.Messages.Append(turn.Reply))];

    /// <summary>What is sent before the next prompt: the instructions, and as many of the last turns as the limits allow. Exchanges with tools stay whole.</summary>
    /// <returns>The messages.</returns>
    public IReadOnlyList<ChatMessage> GetHistory() => GetHistory([]);

    /// <summary>
    /// The same before messages that are known: if they don't bring the results of the calls that the last reply asked for, a word that nobody ran
    /// them stands in their place. Services refuse a conversation with a call that nothing answers.
    /// </summary>
    /// <param name="next">What is asked next.</param>
    /// <returns>The messages, without the next ones.</returns>
    public IReadOnlyList<ChatMessage> GetHistory(IReadOnlyList<ChatMessage> next)
    {
        var messages = new List<ChatMessage>(GetSystemMessages());
        for (int i = FindFirstSent(); i < _turns.Count; i++)
        {
            messages.AddRange(_turns[i].Messages);
            messages.Add(_turns[i].Reply);
            var following = i + 1 < _turns.Count ? _turns[i + 1].Messages : next;
            if (following.Count > 0)
                messages.AddRange(GetMissingResults(_turns[i].Reply, following));
        }

        return messages;
    }

    /// <summary>How many tokens the turns have that are sent before the next prompt: by the usage that the service sent, and guessed where it sent none.</summary>
    /// <returns>The number.</returns>
    public int EstimateHistoryTokens()
    {
        int first = FindFirstSent();
        return Enumerable.Range(first, _turns.Count - first).Sum(CountTokens);
    }

    /// <summary>
    /// Adds a turn. A reply that was cut is added with what arrived of it; a request that brought nothing isn't.
    /// </summary>
    /// <param name="messages">What was asked, without what came before.</param>
    /// <param name="completion">The reply.</param>
    /// <param name="choice">Which of several replies the conversation goes on with, from 0; the first one where the service sent no such reply.</param>
    /// <returns>True when there was something to add.</returns>
    public bool Add(IReadOnlyList<ChatMessage> messages, ChatCompletion completion, int choice = 0)
    {
        var reply = completion.ToMessage(choice);
        bool hasReply = reply.Content.Length > 0 || reply.ToolCalls.Count > 0;
        if (!hasReply && completion.Status != ChatCompletionStatus.Complete)
            return false;

        Add(new ChatTurn(messages, reply)
        {
            Status = completion.Status,
            StartedAt = completion.StartedAt,
            Model = completion.Model,
            Usage = completion.OwnUsage,
        });
        return true;
    }

    /// <summary>Adds a turn, for example one that <see cref="RemoveLast"/> has taken away.</summary>
    /// <param name="turn">The turn.</param>
    public void Add(ChatTurn turn) => _turns.Add(turn);

    /// <summary>Takes the last turn away, to ask it once more or otherwise.</summary>
    /// <returns>The turn, or null when there is none.</returns>
    public ChatTurn? RemoveLast()
    {
        if (_turns.Count == 0)
            return null;

        var last = _turns[_turns.Count - 1];
        _turns.RemoveAt(_turns.Count - 1);
        return last;
    }

    /// <summary>The conversation in one line.</summary>
    /// <returns>The number of turns and how the last one ends.</returns>
    public override string ToString() => _turns.Count == 1 ? "1 turn" : $"{_turns.Count} turns";

    private ChatMessage[] GetSystemMessages() => SystemPrompt is null ? [] : [ChatMessage.System(SystemPrompt)];

    private static IEnumerable<ChatMessage> GetMissingResults(ChatMessage reply, IReadOnlyList<ChatMessage> following) =>
        reply.ToolCalls
            .Where(call => !following.Any(message => message.Role == ChatRole.Tool && message.ToolCallId == call.Id))
            .Select(call => ChatMessage.ToolResult(call, "This call was not run.", isError: true));

    private int FindFirstSent()
    {
        int[] sizes = MaxHistoryTokens is null ? new int[_turns.Count] : [.. Enumerable.Range(0, _turns.Count).Select(CountTokens)];
        long tokens = sizes.Sum(size => (long)size);
        int first = 0;
        while (first < _turns.Count && (_turns.Count - first > MaxTurns || tokens > MaxHistoryTokens))
        {
            do
                tokens -= sizes[first++];
            while (first < _turns.Count && _turns[first].BelongsToTurnBefore);
        }

        return first;
    }

    // A request's count includes the turns before, so that a turn's own is what it has more than the one before had in all.
    private int CountTokens(int index)
    {
        var turn = _turns[index];
        var before = index == 0 ? null : _turns[index - 1].Usage;
        bool isKnown = turn.Usage is not null && (index == 0 || before is not null);
        int own = isKnown ? turn.Usage!.TotalTokens - (before?.TotalTokens ?? 0) : 0;
        return own > 0 ? own : turn.Messages.Append(turn.Reply).Sum(message => message.Content.Length) / CharactersPerToken;
    }
}
