using System.Collections.Generic;
using System.Text.Json;

namespace StreamPS.Protocols;

/// <summary>
/// Writes the body of a DashScope request. A field of the caller's replaces the one of its name at the top level, except <c>parameters</c>:
/// if that is a dictionary, each of its fields replaces the one of its name in the parameters, and the others stay.
/// </summary>
internal static class DashScopeRequestWriter
{
    private const string Format = "DashScope";
    private const string Parameters = "parameters";

    private static readonly OptionNames Names = new("temperature", "top_p", "max_tokens")
    {
        Stop = "stop",
        Seed = "seed",
        Count = "n",
        PresencePenalty = "presence_penalty",
    };

    /// <param name="writer">Where the body goes.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="format">What the engine has decided about the request.</param>
    /// <param name="asParts">Whether contents are lists of parts, as the multimodal endpoint has them.</param>
    /// <exception cref="ChatInputException">The request has something that this format can't carry.</exception>
    public static void Write(Utf8JsonWriter writer, ChatRequest request, RequestFormat format, bool asParts)
    {
        RequestOptions.Check(request, Format, Names);
        var extra = NestedFields.Split(request.ExtraBody, Parameters);
        var body = new RequestBodyWriter(writer, extra.Outer);
        writer.WriteStartObject();
        body.WriteString("model", format.Model);
        if (body.Begins("input"))
        {
            writer.WriteStartObject();
            DashScopeMessageWriter.Write(writer, request.Messages, asParts, format.Continuation);
            writer.WriteEndObject();
        }

        if (body.Begins(Parameters))
            WriteParameters(writer, request, format, extra.Inner);
        body.WriteExtraFields();
        writer.WriteEndObject();
    }

    private static void WriteParameters(Utf8JsonWriter writer, ChatRequest request, RequestFormat format, IReadOnlyDictionary<string, object?> extra)
    {
        var parameters = new RequestBodyWriter(writer, extra);
        writer.WriteStartObject();
        parameters.WriteString("result_format", "message");
        parameters.WriteBoolean("incremental_output", true);
        RequestOptions.Write(parameters, request, Names);
        OpenAIToolWriter.WriteTools(writer, parameters, request.Tools);
        OpenAIToolWriter.WriteChoice(writer, parameters, request.ToolChoice);
        OpenAIToolWriter.WriteAnswer(writer, parameters, request.Answer, format.AnswerWay);
        parameters.WriteExtraFields();
        writer.WriteEndObject();
    }
}
