using System.Collections.Generic;

namespace StreamPS;

/// <summary>One message of a conversation.</summary>
public sealed class ChatMessage
{
    /// <summary>Makes a message.</summary>
    /// <param name="role">Who speaks.</param>
    /// <param name="content">The text. An assistant message that only calls tools has an empty one.</param>
    public ChatMessage(ChatRole role, string content)
    {
        Role = role;
        Content = content;
    }

    /// <summary>Who speaks.</summary>
    public ChatRole Role { get; }

    /// <summary>The text.</summary>
    public string Content { get; }

    /// <summary>The name of the participant, for services that tell several users or assistants apart.</summary>
    public string? Name { get; init; }

    /// <summary>For a message with the role <see cref="ChatRole.Tool"/>: the call it answers.</summary>
    public string? ToolCallId { get; init; }

    /// <summary>For an assistant message: the calls the model asked for.</summary>
    public IReadOnlyList<ToolCall> ToolCalls { get; init; } = [];

    /// <summary>For an assistant message: the reasoning that led to it, as far as the service has signed it.</summary>
    public IReadOnlyList<SignedReasoning> SignedReasoning { get; init; } = [];

    /// <summary>Images that go with the text.</summary>
    public IReadOnlyList<ChatImage> Images { get; init; } = [];

    /// <summary>A message that instructs the model.</summary>
    /// <param name="content">The text.</param>
    /// <returns>The message.</returns>
    public static ChatMessage System(string content) => new(ChatRole.System, content);

    /// <summary>A message of the person or program that asks.</summary>
    /// <param name="content">The text.</param>
    /// <returns>The message.</returns>
    public static ChatMessage User(string content) => new(ChatRole.User, content);

    /// <summary>A message of the model.</summary>
    /// <param name="content">The text.</param>
    /// <returns>The message.</returns>
    public static ChatMessage Assistant(string content) => new(ChatRole.Assistant, content);

    /// <summary>The text of the message.</summary>
    /// <returns><see cref="Content"/>.</returns>
    public override string ToString() => Content;
}
