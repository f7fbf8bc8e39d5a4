using System;
using System.Collections.Generic;
using System.Text.Json;

namespace StreamPS.Relay;

/// <summary>The parts that chunks and whole completions of the OpenAI format have in common.</summary>
internal static class CompletionJson
{
    public static string CreateId() => "chatcmpl-" + Guid.NewGuid().ToString("N");

    /// <summary>Why a reply ended, in the format's words.</summary>
    public static string? FinishReason(ChatFinishReason? reason, string? text) => reason switch
    {
        null => text,
        ChatFinishReason.Stop => "stop",
        ChatFinishReason.Length => "length",
        ChatFinishReason.ToolCalls => "tool_calls",
        ChatFinishReason.ContentFilter => "content_filter",
        _ => text ?? "stop",
    };

    /// <summary>The word for a reply that ended without the service's own: one that was cut at a limit here.</summary>
    public static string FinishReason(ChatCompletion reply, ChatRequest request) =>
        reply.Status == ChatCompletionStatus.Limited && reply.Text.Length >= request.MaxCharacters ? "length" : "stop";

    public static void WriteUsage(Utf8JsonWriter writer, ChatUsage usage)
    {
        writer.WriteStartObject("usage");
        writer.WriteNumber("prompt_tokens", usage.PromptTokens);
        writer.WriteNumber("completion_tokens", usage.CompletionTokens);
        writer.WriteNumber("total_tokens", usage.TotalTokens);
        WriteDetail(writer, "prompt_tokens_details", "cached_tokens", usage.CachedTokens);
        WriteDetail(writer, "completion_tokens_details", "reasoning_tokens", usage.ReasoningTokens);
        writer.WriteEndObject();
    }

    /// <summary>Writes what proves a call to the service that made it, where Google's own gateway has it.</summary>
    public static void WriteSignature(Utf8JsonWriter writer, string? signature)
    {
        if (signature is null)
            return;

        writer.WriteStartObject("extra_content");
        writer.WriteStartObject("google");
        writer.WriteString("thought_signature", signature);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>Writes the calls of a reply.</summary>
    public static void WriteCalls(Utf8JsonWriter writer, IReadOnlyList<ToolCall> calls)
    {
        writer.WriteStartArray("tool_calls");
        foreach (var call in calls)
        {
            writer.WriteStartObject();
            writer.WriteString("id", call.Id);
            writer.WriteString("type", "function");
            writer.WriteStartObject("function");
            writer.WriteString("name", call.Name);
            writer.WriteString("arguments", call.ArgumentsJson);
            writer.WriteEndObject();
            WriteSignature(writer, call.Signature);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteDetail(Utf8JsonWriter writer, string name, string field, int? count)
    {
        if (count is null)
            return;

        writer.WriteStartObject(name);
        writer.WriteNumber(field, count.Value);
        writer.WriteEndObject();
    }
}
