using System.Linq;
using System.Text.Json;

namespace StreamPS.Protocols;

/// <summary>
/// Writes the body of a Gemini request. Instructions stand at its top level, wherever they were in the conversation: several are joined with a
/// blank line between them. A field of the caller's replaces the one of its name, except <c>generationConfig</c>: if that is a dictionary,
/// each of its fields replaces the one of its name in it, and the others stay.
/// </summary>
internal static class GeminiRequestWriter
{
    private const string Format = "Gemini";
    private const string Options = "generationConfig";

    /// <exception cref="ChatInputException">The request has something that this format can't carry.</exception>
    public static void Write(Utf8JsonWriter writer, ChatRequest request)
    {
        Check(request);
        var extra = NestedFields.Split(request.ExtraBody, Options);
        var body = new RequestBodyWriter(writer, extra.Outer);
        writer.WriteStartObject();
        if (Conversation.GetInstructions(request.Messages) is { } instructions && body.Begins("systemInstruction"))
            WriteInstructions(writer, instructions);
        if (body.Begins("contents"))
            GeminiContentWriter.Write(writer, request.Messages);
        if (HasOptions(request, extra) && body.Begins(Options))
            WriteOptions(writer, request, extra);

        body.WriteExtraFields();
        writer.WriteEndObject();
    }

    private static void Check(ChatRequest request)
    {
        foreach (var message in request.Messages)
        {
            UnsupportedOption.Refuse(Conversation.IsInstruction(message) && message.Images.Count > 0, Format, "images in system messages");
            // A tool's result is named by its function.
            UnsupportedOption.Refuse(message.Name is not null && message.Role != ChatRole.Tool, Format, "names of participants");
        }
    }

    private static void WriteInstructions(Utf8JsonWriter writer, string instructions)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("parts");
        writer.WriteStartObject();
        writer.WriteString("text", instructions);
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static bool HasOptions(ChatRequest request, NestedFields extra) =>
        extra.Inner.Count > 0
        || request.Stop.Count > 0
        || request.Seed is not null
        || new object?[] { request.Temperature, request.TopP, request.MaxTokens, request.Count, request.PresencePenalty, request.FrequencyPenalty }.Any(option => option is not null);

    private static void WriteOptions(Utf8JsonWriter writer, ChatRequest request, NestedFields extra)
    {
        var options = new RequestBodyWriter(writer, extra.Inner);
        writer.WriteStartObject();
        options.WriteNumber("temperature", request.Temperature);
        options.WriteNumber("topP", request.TopP);
        options.WriteNumber("maxOutputTokens", request.MaxTokens);
        options.WriteNumber("candidateCount", request.Count);
        options.WriteNumber("seed", request.Seed);
        options.WriteNumber("presencePenalty", request.PresencePenalty);
        options.WriteNumber("frequencyPenalty", request.FrequencyPenalty);
        if (request.Stop.Count > 0 && options.Begins("stopSequences"))
        {
            writer.WriteStartArray();
            foreach (string stop in request.Stop)
                writer.WriteStringValue(stop);
            writer.WriteEndArray();
        }

        options.WriteExtraFields();
        writer.WriteEndObject();
    }
}
