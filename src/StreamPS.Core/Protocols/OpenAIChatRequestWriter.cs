using System.Collections.Generic;
using System.Text.Json;

namespace StreamPS.Protocols;

/// <summary>Writes the body of a chat completion request. What isn't set is left out: null is not the same as absent for every service.</summary>
internal static class OpenAIChatRequestWriter
{
    public static void Write(Utf8JsonWriter writer, ChatRequest request, RequestFormat format)
    {
        var body = new RequestBodyWriter(writer, request.ExtraBody);
        writer.WriteStartObject();
        body.WriteString("model", format.Model);
        if (body.Begins("messages"))
            WriteMessages(writer, request.Messages, format.Continuation);

        body.WriteBoolean("stream", true);
        if (format.AskForUsage && body.Begins("stream_options"))
        {
            writer.WriteStartObject();
            writer.WriteBoolean("include_usage", true);
            writer.WriteEndObject();
        }

        RequestOptions.Write(body, request, GetNames(format));
        OpenAIToolWriter.WriteTools(writer, body, request.Tools);
        OpenAIToolWriter.WriteChoice(writer, body, request.ToolChoice);
        OpenAIToolWriter.WriteAnswer(writer, body, request.Answer, format.AnswerWay);
        if (format.Continuation == ContinuationWay.FinalMessage)
        {
            body.WriteBoolean("continue_final_message", true);
            body.WriteBoolean("add_generation_prompt", false);
        }

        body.WriteExtraFields();
        writer.WriteEndObject();
    }

    private static OptionNames GetNames(RequestFormat format) => new("temperature", "top_p", format.MaxTokensField)
    {
        Stop = "stop",
        Seed = format.SeedField,
        Count = "n",
        PresencePenalty = "presence_penalty",
        FrequencyPenalty = "frequency_penalty",
    };

    private static void WriteMessages(Utf8JsonWriter writer, IReadOnlyList<ChatMessage> messages, ContinuationWay continuation)
    {
        string? mark = OpenAINames.WriteContinuation(continuation);
        writer.WriteStartArray();
        foreach (var message in messages)
            WriteMessage(writer, message, message == messages[messages.Count - 1] ? mark : null);
        writer.WriteEndArray();
    }

    private static void WriteMessage(Utf8JsonWriter writer, ChatMessage message, string? mark)
    {
        writer.WriteStartObject();
        writer.WriteString("role", OpenAINames.WriteRole(message.Role));
        WriteContent(writer, message);
        OpenAIMessageWriter.WriteRest(writer, message, mark, numbersCalls: false);
        writer.WriteEndObject();
    }

    private static void WriteContent(Utf8JsonWriter writer, ChatMessage message)
    {
        if (message.Images.Count == 0)
        {
            if (message.Content.Length == 0 && message.ToolCalls.Count > 0)
                writer.WriteNull("content");
            else
                writer.WriteString("content", message.Content);
            return;
        }

        writer.WriteStartArray("content");
        if (message.Content.Length > 0)
        {
            writer.WriteStartObject();
            writer.WriteString("type", "text");
            writer.WriteString("text", message.Content);
            writer.WriteEndObject();
        }

        foreach (var image in message.Images)
        {
            writer.WriteStartObject();
            writer.WriteString("type", "image_url");
            writer.WriteStartObject("image_url");
            writer.WriteString("url", image.ToAddress());
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
