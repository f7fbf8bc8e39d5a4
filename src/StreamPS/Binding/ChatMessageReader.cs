using System;
using System.Linq;
using System.Management.Automation;

namespace StreamPS.Binding;

/// <summary>
/// Makes messages of what users give: hashtables or objects with the fields of the OpenAI format and images, strings (a user's message) and
/// completions (the model's message, with the calls it asked for).
/// </summary>
internal sealed class ChatMessageReader
{
    private static readonly string[] KnownFields = ["role", "content", "name", "images", "tool_call_id", "tool_calls"];
    private static readonly string[] OtherNames = ["image", "tool_call", "signed_reasoning", "is_error"];

    // What PowerShell adds to objects that come from another session.
    private static readonly string[] SessionNotes = ["PSComputerName", "PSShowComputerName", "PSSourceJobInstanceId", "RunspaceId"];

    private readonly FileLocator _files;

    public ChatMessageReader(FileLocator files)
    {
        _files = files;
    }

    /// <summary>Whether a value is a message by itself, and not a text or an object that something else may be made of, too.</summary>
    public static bool IsMessage(object? value) =>
        value is ChatMessage or PSObject { BaseObject: ChatMessage } || MessageFields.Of(value) is { } fields && fields.Find("role") is not null;

    /// <summary>The message that a value stands for.</summary>
    /// <exception cref="ArgumentTransformationMetadataException">It stands for none.</exception>
    public ChatMessage Read(object? value)
    {
        object? plain = value is PSObject wrapped ? wrapped.BaseObject : value;
        return plain switch
        {
            ChatMessage message => message,
            ChatCompletion completion => completion.ToMessage(),
            string text => ChatMessage.User(text),
            _ when MessageFields.Of(value) is { } fields => FromFields(fields),
            _ => throw Invalid($"A message can't be made of {(plain is null ? "null" : plain.GetType().ToString())}: give a hashtable such as @{{ role = 'user'; content = 'Hello' }}."),
        };
    }

    private ChatMessage FromFields(MessageFields fields)
    {
        string? unknown = fields.Names.FirstOrDefault(name => !KnownFields.Concat(OtherNames).Concat(SessionNotes).Any(known => MessageFields.IsSame(name, known)));
        if (unknown is not null)
            throw Invalid($"A message has no field '{unknown}': it has {string.Join(", ", KnownFields)}.");

        return new ChatMessage(ReadRole(fields.Text("role")), fields.Text("content") ?? "")
        {
            Name = fields.Text("name"),
            Images = ReadImages(fields.Find("images", "image")),
            ToolCallId = fields.Text("tool_call_id"),
            IsError = LanguagePrimitives.IsTrue(fields.Find("is_error")),
            ToolCalls = fields.Find("tool_calls", "tool_call") is { } calls ? ToolCallReader.Read(calls) : [],
            SignedReasoning = ObjectList.Of(fields.Find("signed_reasoning") ?? Array.Empty<object>()).Select(ReadReasoning).ToArray(),
        };
    }

    private static ChatRole ReadRole(string? role) =>
        Enum.TryParse(role, ignoreCase: true, out ChatRole parsed) && parsed != ChatRole.Unknown && !int.TryParse(role, out _)
            ? parsed
            : throw Invalid($"A message's role is system, developer, user, assistant or tool, not '{role}'.");

    // It has no form that anybody would write: it comes back from another session or from JSON.
    private static SignedReasoning ReadReasoning(object? value) =>
        value is PSObject { BaseObject: SignedReasoning } or SignedReasoning ? (SignedReasoning)((value as PSObject)?.BaseObject ?? value)
        : MessageFields.Of(value) is { } fields ? new SignedReasoning(fields.Text("text") ?? "", fields.Text("signature") ?? "")
        : throw Invalid("Signed reasoning is an object with a text and a signature, as it's in a message.");

    private ChatImage[] ReadImages(object? value)
    {
        if (value is null)
            return [];

        try
        {
            var reader = new ImageReader(_files);
            return ObjectList.Of(value).SelectMany(image => reader.Read(image, path => [_files.Locate(path)])).ToArray();
        }
        catch (ChatException exception)
        {
            throw new ArgumentTransformationMetadataException(exception.Message, exception);
        }
    }

    private static ArgumentTransformationMetadataException Invalid(string message) => new(message);
}
