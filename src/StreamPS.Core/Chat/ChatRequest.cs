using System.Collections.Generic;
using System.Text.RegularExpressions;

namespace StreamPS;

/// <summary>What is asked of the model. Options that aren't set are left out of the request, so that the service's own defaults hold.</summary>
public sealed class ChatRequest
{
    /// <summary>Makes a request.</summary>
    /// <param name="messages">The conversation, oldest message first.</param>
    public ChatRequest(IReadOnlyList<ChatMessage> messages)
    {
        Messages = messages;
    }

    /// <summary>Makes a request of one user message.</summary>
    /// <param name="prompt">The text to answer.</param>
    public ChatRequest(string prompt)
        : this([ChatMessage.User(prompt)])
    {
    }

    /// <summary>The conversation, oldest message first.</summary>
    public IReadOnlyList<ChatMessage> Messages { get; private set; }

    /// <summary>Which of several prompts this is, from 0; the deltas of its reply carry it.</summary>
    public int PromptIndex { get; init; }

    /// <summary>The model's name at the service. Null takes the provider's default.</summary>
    public string? Model { get; init; }

    /// <summary>
    /// The most tokens the request may have; null sets no limit. With a limit the service counts them first, and a request with more isn't sent.
    /// </summary>
    public int? MaxPromptTokens { get; init; }

    /// <summary>
    /// The most characters (UTF-16 code units) the text of a reply may have; null sets no limit. The service doesn't know of it: when a reply
    /// goes beyond, it's cut there and its connection closed.
    /// </summary>
    public int? MaxCharacters { get; init; }

    /// <summary>
    /// A pattern that ends the reply when its text goes on behind a match, with the match as its last characters; null for none. See
    /// <see cref="Text.RunningSearch"/> for what is found.
    /// </summary>
    public Regex? StopPattern { get; init; }

    /// <summary>How freely the model chooses its words; most services take 0 to 2.</summary>
    public double? Temperature { get; init; }

    /// <summary>The share of probability that is sampled from, 0 to 1.</summary>
    public double? TopP { get; init; }

    /// <summary>The most tokens the reply may have.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>Texts at which the reply ends; most services take up to 4.</summary>
    public IReadOnlyList<string> Stop { get; init; } = [];

    /// <summary>A number that makes sampling repeatable where the service supports it.</summary>
    public long? Seed { get; init; }

    /// <summary>How many replies to write at once (n).</summary>
    public int? Count { get; init; }

    /// <summary>A penalty for tokens that occurred at all, -2 to 2.</summary>
    public double? PresencePenalty { get; init; }

    /// <summary>A penalty for tokens by how often they occurred, -2 to 2.</summary>
    public double? FrequencyPenalty { get; init; }

    /// <summary>
    /// Fields to merge into the request's body, for what a service adds. A field of the same name replaces the one StreamPS would write.
    /// Values may be null, strings, booleans, numbers, dictionaries with string keys, and sequences of those.
    /// </summary>
    public IReadOnlyDictionary<string, object?> ExtraBody { get; init; } = EmptyBody;

    /// <summary>Looks whether there is anything to ask.</summary>
    /// <exception cref="ChatInputException">There isn't.</exception>
    internal void Check()
    {
        if (Messages.Count == 0)
            throw new ChatInputException(ChatErrorKind.InvalidRequest, "There is nothing to ask: the request has no messages.");

        foreach (var message in Messages)
        {
            if (message.Role == ChatRole.User && string.IsNullOrWhiteSpace(message.Content) && message.Images.Count == 0)
                throw new ChatInputException(ChatErrorKind.InvalidRequest, "There is nothing to ask: a user message is empty.");
        }
    }

    /// <summary>The same request for another conversation.</summary>
    internal ChatRequest With(IReadOnlyList<ChatMessage> messages)
    {
        var request = (ChatRequest)MemberwiseClone();
        request.Messages = messages;
        return request;
    }

    private static readonly Dictionary<string, object?> EmptyBody = [];
}
