using System.Text.Json;
using StreamPS.Tools;

namespace StreamPS.Protocols;

/// <summary>
/// Writes the body of an Ollama request. A field of the caller's replaces the one of its name, except <c>options</c>: if that is a dictionary,
/// each of its fields replaces the one of its name in the options, and the others stay.
/// </summary>
internal static class OllamaRequestWriter
{
    private const string Format = "Ollama";
    private const string Options = "options";

    private static readonly OptionNames Names = new("temperature", "top_p", "num_predict")
    {
        Stop = "stop",
        Seed = "seed",
        PresencePenalty = "presence_penalty",
        FrequencyPenalty = "frequency_penalty",
    };

    /// <exception cref="ChatInputException">The request has something that this format can't carry.</exception>
    public static void Write(Utf8JsonWriter writer, ChatRequest request, RequestFormat format)
    {
        RequestOptions.Check(request, Format, Names);
        UnsupportedOption.RefuseNames(request.Messages, Format);
        UnsupportedOption.Refuse(request.ToolChoice is { } choice && choice != ToolChoice.Auto && choice != ToolChoice.None, Format, "a choice of tools");
        var extra = NestedFields.Split(request.ExtraBody, Options);
        var body = new RequestBodyWriter(writer, extra.Outer);
        writer.WriteStartObject();
        body.WriteString("model", format.Model);
        if (body.Begins("messages"))
            OllamaMessageWriter.Write(writer, request.Messages);

        body.WriteBoolean("stream", true);
        RequestOptions.WriteObject(writer, body, Options, request, Names, extra.Inner);

        if (request.ToolChoice != ToolChoice.None)
            OpenAIToolWriter.WriteTools(writer, body, request.Tools);
        if (request.Answer is not null && body.Begins("format"))
            request.Answer.Schema.Definition.WriteTo(writer);
        body.WriteExtraFields();
        writer.WriteEndObject();
    }
}
