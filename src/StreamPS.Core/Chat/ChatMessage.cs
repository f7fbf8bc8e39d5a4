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
    public string Content { get; private set; }

    /// <summary>The name of the participant, for services that tell several users or assistants apart.</summary>
    public string? Name { get; init; }

    /// <summary>For a message with the role <see cref="ChatRole.Tool"/>: the call it answers.</summary>
    public string? ToolCallId { get; init; }

    /// <summary>For a message with the role <see cref="ChatRole.Tool"/>: whether it tells that the call failed. Formats without a field for it have the words alone.</summary>
    public bool IsError { get; init; }

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

    /// <summary>A message that answers a call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="content">What came of it.</param>
    /// <param name="isError">Whether it failed.</param>
    /// <returns>The message.</returns>
    public static ChatMessage ToolResult(ToolCall call, string content, bool isError = false) => new(ChatRole.Tool, content) { ToolCallId = call.Id, IsError = isError };

    /// <summary>The same message with another text.</summary>
    internal ChatMessage With(string content)
    {
        var message = (ChatMessage)MemberwiseClone();
        message.Content = content;
        return message;
    }

    /// <summary>The text of the message.</summary>
    /// <returns><see cref="Content"/>.</returns>
    public override string ToString() => Content;
}
