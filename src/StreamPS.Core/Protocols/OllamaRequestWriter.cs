using System.Linq;
using System.Text.Json;

namespace StreamPS.Protocols;

/// <summary>
/// Writes the body of an Ollama request. A field of the caller's replaces the one of its name, except <c>options</c>: if that is a dictionary,
/// each of its fields replaces the one of its name in the options, and the others stay.
/// </summary>
internal static class OllamaRequestWriter
{
    private const string Format = "Ollama";
    private const string Options = "options";

    /// <exception cref="ChatInputException">The request has something that this format can't carry.</exception>
    public static void Write(Utf8JsonWriter writer, ChatRequest request, RequestFormat format)
    {
        UnsupportedOption.Refuse(request.Count > 1, Format, "several replies to one request (n)");
        var extra = NestedFields.Split(request.ExtraBody, Options);
        var body = new RequestBodyWriter(writer, extra.Outer);
        writer.WriteStartObject();
        body.WriteString("model", format.Model);
        if (body.Begins("messages"))
            OllamaMessageWriter.Write(writer, request.Messages);

        body.WriteBoolean("stream", true);
        if (HasOptions(request, extra) && body.Begins(Options))
            WriteOptions(writer, request, extra);

        body.WriteExtraFields();
        writer.WriteEndObject();
    }

    private static bool HasOptions(ChatRequest request, NestedFields extra) =>
        extra.Inner.Count > 0
        || request.Stop.Count > 0
        || request.Seed is not null
        || new object?[] { request.Temperature, request.TopP, request.MaxTokens, request.PresencePenalty, request.FrequencyPenalty }.Any(option => option is not null);

    private static void WriteOptions(Utf8JsonWriter writer, ChatRequest request, NestedFields extra)
    {
        var options = new RequestBodyWriter(writer, extra.Inner);
        writer.WriteStartObject();
        options.WriteNumber("temperature", request.Temperature);
        options.WriteNumber("top_p", request.TopP);
        options.WriteNumber("num_predict", request.MaxTokens);
        options.WriteNumber("seed", request.Seed);
        options.WriteNumber("presence_penalty", request.PresencePenalty);
        options.WriteNumber("frequency_penalty", request.FrequencyPenalty);
        if (request.Stop.Count > 0 && options.Begins("stop"))
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
