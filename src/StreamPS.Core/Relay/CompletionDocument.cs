using System.Text.Json;

namespace StreamPS.Relay;

/// <summary>A whole reply in the OpenAI format.</summary>
internal static class CompletionDocument
{
    public static void Write(Utf8JsonWriter writer, ChatCompletion reply, ChatRequest request, long created)
    {
        writer.WriteStartObject();
        writer.WriteString("id", CompletionJson.CreateId());
        writer.WriteString("object", "chat.completion");
        writer.WriteNumber("created", created);
        writer.WriteString("model", reply.Model ?? "");
        writer.WriteStartArray("choices");
        foreach (var choice in reply.Choices)
            WriteChoice(writer, choice, CompletionJson.FinishReason(choice.FinishReason, choice.FinishReasonText) ?? CompletionJson.FinishReason(reply, request));
        writer.WriteEndArray();
        if (reply.Usage is { } usage)
            CompletionJson.WriteUsage(writer, usage);
        writer.WriteEndObject();
    }

    private static void WriteChoice(Utf8JsonWriter writer, ChatChoice choice, string finishReason)
    {
        writer.WriteStartObject();
        writer.WriteNumber("index", choice.Index);
        writer.WriteStartObject("message");
        writer.WriteString("role", "assistant");
        // Null, and not an empty text, says that there is nothing but calls.
        writer.WriteString("content", choice.Text.Length == 0 && choice.ToolCalls.Count > 0 ? null : choice.Text);
        writer.WriteString("refusal", choice.Refusal.Length > 0 ? choice.Refusal : null);
        if (choice.Reasoning.Length > 0)
            writer.WriteString("reasoning_content", choice.Reasoning);
        if (choice.ToolCalls.Count > 0)
            CompletionJson.WriteCalls(writer, choice.ToolCalls);
        writer.WriteEndObject();
        writer.WriteNull("logprobs");
        writer.WriteString("finish_reason", finishReason);
        writer.WriteEndObject();
    }
}
