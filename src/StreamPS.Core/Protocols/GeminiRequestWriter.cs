using System.Collections.Generic;
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

    private static readonly OptionNames Names = new("temperature", "topP", "maxOutputTokens")
    {
        Stop = "stopSequences",
        Seed = "seed",
        Count = "candidateCount",
        PresencePenalty = "presencePenalty",
        FrequencyPenalty = "frequencyPenalty",
    };

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
        RequestOptions.WriteObject(writer, body, Options, request, Names, WithAnswer(extra.Inner, request.Answer));
        GeminiToolWriter.WriteTools(writer, body, request.Tools);
        if (request.ToolChoice is { } choice && body.Begins("toolConfig"))
            GeminiToolWriter.WriteChoice(writer, choice);

        body.WriteExtraFields();
        writer.WriteEndObject();
    }

    private static IReadOnlyDictionary<string, object?> WithAnswer(IReadOnlyDictionary<string, object?> options, AnswerFormat? answer)
    {
        if (answer is null)
            return options;

        var all = new Dictionary<string, object?> { ["responseMimeType"] = "application/json", ["responseJsonSchema"] = answer.Schema.Definition };
        foreach (var option in options)
            all[option.Key] = option.Value;
        return all;
    }

    private static void Check(ChatRequest request)
    {
        UnsupportedOption.Refuse(request.Messages.Any(message => Conversation.IsInstruction(message) && message.Images.Count > 0), Format, "images in system messages");
        UnsupportedOption.RefuseNames(request.Messages, Format);
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
}
