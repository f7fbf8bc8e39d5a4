using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using StreamPS.Tools;

namespace StreamPS.Protocols;

/// <summary>
/// Writes the body of a Responses request. Instructions stand at its top level, wherever they were in the conversation: several are joined
/// with a blank line between them. A field of the caller's replaces the one of its name.
/// </summary>
internal static class ResponsesRequestWriter
{
    private const string Format = "OpenAIResponses";

    private static readonly OptionNames Names = new("temperature", "top_p", "max_output_tokens");

    /// <exception cref="ChatInputException">The request has something that this format can't carry.</exception>
    public static void Write(Utf8JsonWriter writer, ChatRequest request, RequestFormat format)
    {
        Check(request);
        var body = new RequestBodyWriter(writer, request.ExtraBody);
        writer.WriteStartObject();
        body.WriteString("model", format.Model);
        body.WriteString("instructions", Conversation.GetInstructions(request.Messages));
        if (body.Begins("input"))
            ResponsesItemWriter.Write(writer, request.Messages.Where(message => !Conversation.IsInstruction(message)));

        body.WriteBoolean("stream", true);
        RequestOptions.Write(body, request, Names);
        WriteTools(writer, body, request.Tools);
        if (request.ToolChoice is { } choice && body.Begins("tool_choice"))
            WriteChoice(writer, choice);
        if (request.Answer is not null && format.AnswerWay == AnswerWay.Schema && body.Begins("text"))
            WriteAnswer(writer, request.Answer);
        body.WriteExtraFields();
        writer.WriteEndObject();
    }

    private static void WriteTools(Utf8JsonWriter writer, RequestBodyWriter body, IReadOnlyList<ChatTool> tools)
    {
        if (tools.Count == 0 || !body.Begins("tools"))
            return;

        writer.WriteStartArray();
        foreach (var tool in tools)
        {
            writer.WriteStartObject();
            writer.WriteString("type", "function");
            OpenAIToolWriter.WriteNames(writer, tool);
            writer.WritePropertyName("parameters");
            tool.Parameters.Definition.WriteTo(writer);
            // Here strict is what holds when nothing is said, and then a parameter that may be left out is refused.
            writer.WriteBoolean("strict", StrictSchema.Allows(tool.Parameters.Definition));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteChoice(Utf8JsonWriter writer, ToolChoice choice)
    {
        if (choice.Word is not null)
        {
            writer.WriteStringValue(choice.Word);
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("type", "function");
        writer.WriteString("name", choice.Name);
        writer.WriteEndObject();
    }

    private static void WriteAnswer(Utf8JsonWriter writer, AnswerFormat answer)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("format");
        writer.WriteString("type", "json_schema");
        OpenAIToolWriter.WriteSchema(writer, answer);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void Check(ChatRequest request)
    {
        RequestOptions.Check(request, Format, Names);
        UnsupportedOption.RefuseNames(request.Messages, Format);
        foreach (var message in request.Messages)
        {
            bool canHaveImages = message.Role is not ChatRole.Assistant && !Conversation.IsInstruction(message);
            UnsupportedOption.Refuse(message.Images.Count > 0 && !canHaveImages, Format, "images in system and assistant messages");
        }
    }
}
