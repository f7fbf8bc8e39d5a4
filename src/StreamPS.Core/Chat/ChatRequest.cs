using System;
using System.Collections.Generic;
using System.Text.RegularExpressions;
using StreamPS.Tools;

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

    /// <summary>The tools that the model may call. Their names differ.</summary>
    public IReadOnlyList<ChatTool> Tools { get; init; } = [];

    /// <summary>Whether the model has to call tools, and which; null leaves it to the model.</summary>
    internal ToolChoice? ToolChoice { get; init; }

    /// <summary>What the answer has to look like; null leaves it to the model. A reply that calls tools is no answer yet.</summary>
    public AnswerFormat? Answer { get; init; }

    /// <summary>The reply whose calls this request brings the results of; null when it's the first of an exchange.</summary>
    internal ChatCompletion? Earlier { get; private set; }

    /// <summary>
    /// The request that goes on after a reply that called tools. Its stream is the same exchange: its deltas are numbered on, and its completion
    /// has the figures of all replies together.
    /// </summary>
    /// <param name="reply">The reply to this request.</param>
    /// <param name="results">The results of its calls: a message for each.</param>
    /// <returns>The request.</returns>
    public ChatRequest Continue(ChatCompletion reply, IReadOnlyList<ChatMessage> results)
    {
        var request = With([.. Messages, reply.ToMessage(), .. results]);
        request.Earlier = reply;
        return request;
    }

    /// <summary>Looks whether there is anything to ask, and whether it can be asked.</summary>
    /// <exception cref="ChatInputException">There isn't, or it can't.</exception>
    internal void Check()
    {
        if (Messages.Count == 0)
            throw new ChatInputException(ChatErrorKind.InvalidRequest, "There is nothing to ask: the request has no messages.");

        foreach (var message in Messages)
        {
            if (message.Role == ChatRole.User && string.IsNullOrWhiteSpace(message.Content) && message.Images.Count == 0)
                throw new ChatInputException(ChatErrorKind.InvalidRequest, "There is nothing to ask: a user message is empty.");
        }

        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var tool in Tools)
        {
            if (!names.Add(tool.Name))
                throw new ChatInputException(ChatErrorKind.InvalidRequest, $"Two tools are named '{tool.Name}': the model couldn't tell them apart.");
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
