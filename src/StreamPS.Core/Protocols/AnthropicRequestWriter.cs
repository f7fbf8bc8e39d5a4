using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using StreamPS.Tools;

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

    private static readonly OptionNames Names = new("temperature", "top_p", "max_tokens")
    {
        Stop = "stop_sequences",
    };

    /// <exception cref="ChatInputException">The request has something that this format can't carry.</exception>
    public static void Write(Utf8JsonWriter writer, ChatRequest request, RequestFormat format)
    {
        Check(request);
        var body = new RequestBodyWriter(writer, request.ExtraBody);
        writer.WriteStartObject();
        body.WriteString("model", format.Model);
        if (request.MaxTokens is null)
            body.WriteNumber("max_tokens", (long?)DefaultMaxTokens);
        body.WriteString("system", Conversation.GetInstructions(request.Messages));
        if (body.Begins("messages"))
            AnthropicMessageWriter.Write(writer, request.Messages.Where(message => !Conversation.IsInstruction(message)));

        body.WriteBoolean("stream", true);
        RequestOptions.Write(body, request, Names);
        WriteTools(writer, body, request.Tools);
        if (request.ToolChoice is { } choice && request.Tools.Count > 0 && body.Begins("tool_choice"))
            WriteChoice(writer, choice);
        if (request.Answer is not null && format.AnswerWay == AnswerWay.Schema && body.Begins("output_config"))
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
            OpenAIToolWriter.WriteNames(writer, tool);
            writer.WritePropertyName("input_schema");
            tool.Parameters.Definition.WriteTo(writer);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteChoice(Utf8JsonWriter writer, ToolChoice choice)
    {
        writer.WriteStartObject();
        writer.WriteString("type", choice.Word switch
        {
            null => "tool",
            "required" => "any",
            var word => word,
        });
        if (choice.Name is not null)
            writer.WriteString("name", choice.Name);
        writer.WriteEndObject();
    }

    private static void WriteAnswer(Utf8JsonWriter writer, AnswerFormat answer)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("format");
        writer.WriteString("type", "json_schema");
        writer.WritePropertyName("schema");
        answer.Schema.Definition.WriteTo(writer);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void Check(ChatRequest request)
    {
        RequestOptions.Check(request, Format, Names);
        UnsupportedOption.RefuseNames(request.Messages, Format);
        UnsupportedOption.Refuse(request.Messages.Any(message => Conversation.IsInstruction(message) && message.Images.Count > 0), Format, "images in system messages");
    }
}
