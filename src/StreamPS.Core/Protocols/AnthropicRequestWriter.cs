using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace StreamPS.Protocols;

/// <summary>
/// Writes the body of an Anthropic request. Instructions stand at its top level, wherever they were in the conversation: several are joined
/// with a blank line between them.
/// </summary>
internal static class AnthropicRequestWriter
{
    /// <summary>The reply's token limit when the caller gives none: this format requires one, and every model can do so many.</summary>
    public const int DefaultMaxTokens = 4096;

    private const string Format = "Anthropic";

    /// <exception cref="ChatInputException">The request has something that this format can't carry.</exception>
    public static void Write(Utf8JsonWriter writer, ChatRequest request, RequestFormat format)
    {
        Check(request);
        var body = new RequestBodyWriter(writer, request.ExtraBody);
        writer.WriteStartObject();
        body.WriteString("model", format.Model);
        body.WriteNumber("max_tokens", (long?)(request.MaxTokens ?? DefaultMaxTokens));
        body.WriteString("system", GetInstructions(request.Messages));
        if (body.Begins("messages"))
            AnthropicMessageWriter.Write(writer, request.Messages.Where(message => !IsInstruction(message)));

        body.WriteBoolean("stream", true);
        body.WriteNumber("temperature", request.Temperature);
        body.WriteNumber("top_p", request.TopP);
        if (request.Stop.Count > 0 && body.Begins("stop_sequences"))
        {
            writer.WriteStartArray();
            foreach (string stop in request.Stop)
                writer.WriteStringValue(stop);
            writer.WriteEndArray();
        }

        body.WriteExtraFields();
        writer.WriteEndObject();
    }

    private static void Check(ChatRequest request)
    {
        UnsupportedOption.Refuse(request.Count > 1, Format, "several replies to one request (n)");
        UnsupportedOption.Refuse(request.Seed is not null, Format, "a seed");
        UnsupportedOption.Refuse(request.PresencePenalty is not null, Format, "a presence penalty");
        UnsupportedOption.Refuse(request.FrequencyPenalty is not null, Format, "a frequency penalty");
        foreach (var message in request.Messages)
        {
            UnsupportedOption.Refuse(IsInstruction(message) && message.Images.Count > 0, Format, "images in system messages");
            // A tool's result names its call; the function's name beside it says nothing more.
            UnsupportedOption.Refuse(message.Name is not null && message.Role != ChatRole.Tool, Format, "names of participants");
        }
    }

    private static bool IsInstruction(ChatMessage message) => message.Role is ChatRole.System or ChatRole.Developer;

    private static string? GetInstructions(IEnumerable<ChatMessage> messages)
    {
        var instructions = messages.Where(message => IsInstruction(message) && !string.IsNullOrWhiteSpace(message.Content)).Select(message => message.Content).ToArray();
        return instructions.Length == 0 ? null : string.Join("\n\n", instructions);
    }
}
