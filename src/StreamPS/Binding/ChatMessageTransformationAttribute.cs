using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace StreamPS.Binding;

/// <summary>
/// Takes messages as <see cref="ChatMessage"/>, as hashtables or objects with the fields of the OpenAI format, as strings (a user's
/// message) and as completions (the model's message).
/// </summary>
public sealed class ChatMessageTransformationAttribute : ArgumentTransformationAttribute
{
    private static readonly string[] KnownFields = ["role", "content", "name", "tool_call_id", "tool_calls"];

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? value = PlainOrObject(inputData);
        return value is IEnumerable items and not (string or IDictionary or IReadOnlyDictionary<string, object?>)
            ? items.Cast<object?>().Select(item => ToMessage(PlainOrObject(item))).ToArray()
            : new[] { ToMessage(value) };
    }

    private static object? PlainOrObject(object? value) =>
        value is PSObject { BaseObject: ChatMessage or ChatCompletion } known ? known.BaseObject
        : value is ChatMessage or ChatCompletion ? value
        : value is PSObject { BaseObject: not PSCustomObject and not IDictionary and IEnumerable and not string } list ? list.BaseObject
        : value is IEnumerable and not (string or IDictionary) ? value
        : PlainValue.From(value);

    private static ChatMessage ToMessage(object? value) => value switch
    {
        ChatMessage message => message,
        ChatCompletion completion => completion.ToMessage(),
        string text => ChatMessage.User(text),
        Dictionary<string, object?> fields => FromFields(new Dictionary<string, object?>(fields, StringComparer.OrdinalIgnoreCase)),
        _ => throw Invalid($"A message can't be made of {(value is null ? "null" : value.GetType().ToString())}: give a hashtable such as @{{ role = 'user'; content = 'Hello' }}."),
    };

    private static ChatMessage FromFields(Dictionary<string, object?> fields)
    {
        string? unknown = fields.Keys.FirstOrDefault(name => !KnownFields.Contains(name, StringComparer.OrdinalIgnoreCase));
        if (unknown is not null)
            throw Invalid($"A message has no field '{unknown}': it has {string.Join(", ", KnownFields)}.");

        return new ChatMessage(ReadRole(Text(fields, "role")), Text(fields, "content") ?? "")
        {
            Name = Text(fields, "name"),
            ToolCallId = Text(fields, "tool_call_id"),
            ToolCalls = ReadToolCalls(fields),
        };
    }

    private static ChatRole ReadRole(string? role) =>
        Enum.TryParse(role, ignoreCase: true, out ChatRole parsed) && parsed != ChatRole.Unknown && !int.TryParse(role, out _)
            ? parsed
            : throw Invalid($"A message's role is system, developer, user, assistant or tool, not '{role}'.");

    private static ToolCall[] ReadToolCalls(Dictionary<string, object?> fields) =>
        fields.TryGetValue("tool_calls", out object? calls) && calls is IEnumerable<object?> items
            ? items.Select(ReadToolCall).ToArray()
            : [];

    private static ToolCall ReadToolCall(object? value, int index)
    {
        if (value is ToolCall call)
            return call;
        if (value is Dictionary<string, object?> fields && fields.TryGetValue("function", out object? function) && function is Dictionary<string, object?> named)
            return new ToolCall(index, Text(fields, "id") ?? "", Text(named, "name") ?? "", Text(named, "arguments") ?? "");

        throw Invalid("A tool call looks like @{ id = 'call_1'; type = 'function'; function = @{ name = 'get_time'; arguments = '{}' } }.");
    }

    private static string? Text(Dictionary<string, object?> fields, string name)
    {
        if (!fields.TryGetValue(name, out object? value) || value is null)
            return null;

        return value is string or ValueType
            ? LanguagePrimitives.ConvertTo<string>(value)
            : throw Invalid($"The field '{name}' of a message is a text.");
    }

    private static ArgumentTransformationMetadataException Invalid(string message) => new(message);
}
