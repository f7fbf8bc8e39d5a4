using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using StreamPS.Display;

namespace StreamPS.Binding;

/// <summary>Makes what is to be counted from texts, files, messages and replies. A list is as many things to count, but a conversation's messages are one.</summary>
public sealed class ChatTokenInputTransformationAttribute : ArgumentTransformationAttribute
{
    private const int LongestName = 40;

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        ObjectList.Of(inputData).Select(item => ToInput(Unwrap(item))).ToArray();

    private static object? Unwrap(object? value) => value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;

    private static ChatTokenInput ToInput(object? value) => value switch
    {
        ChatTokenInput input => input,
        string text => OfText(text),
        ChatMessage message => new ChatTokenInput(NameOf(message.Content), [message]),
        ChatCompletion completion => OfText(completion.Text),
        ChatSession session => OfSession(session),
        ChatDelta delta => OfText(delta.ToString()),
        FileInfo file => OfFile(file),
        FileSystemInfo other => throw new ArgumentTransformationMetadataException($"'{other.FullName}' is a folder: only texts and files can be counted."),
        null => throw new ArgumentTransformationMetadataException("There is nothing to count."),
        ValueType => OfText(LanguagePrimitives.ConvertTo<string>(value)),
        _ => throw new ArgumentTransformationMetadataException($"A {(value is PSObject ? "custom object" : value.GetType().Name)} can't be counted: give a text, a file, a message or a completion."),
    };

    private static ChatTokenInput OfText(string text) => string.IsNullOrWhiteSpace(text)
        ? throw new ArgumentTransformationMetadataException("There is nothing to count: the text is empty.")
        : new ChatTokenInput(NameOf(text), [ChatMessage.User(text)]);

    private static ChatTokenInput OfSession(ChatSession session) => session.Turns.Count == 0
        ? throw new ArgumentTransformationMetadataException("There is nothing to count: the session has no turns.")
        : new ChatTokenInput(session.ToString(), session.Messages);

    private static ChatTokenInput OfFile(FileInfo file)
    {
        try
        {
            string text = FileContent.ReadText(file.FullName);
            return string.IsNullOrWhiteSpace(text)
                ? throw new ArgumentTransformationMetadataException($"There is nothing to count: '{file.FullName}' is empty.")
                : new ChatTokenInput(file.Name, [ChatMessage.User(text)]);
        }
        catch (ChatInputException exception)
        {
            throw new ArgumentTransformationMetadataException(exception.Message, exception);
        }
    }

    private static string NameOf(string text)
    {
        string line = text.TrimStart().Split('\r', '\n')[0];
        return line.Length <= LongestName ? line : ViewText.Cut(line, LongestName - 1) + "…";
    }
}
