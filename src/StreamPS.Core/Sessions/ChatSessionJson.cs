using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using StreamPS.Protocols;

namespace StreamPS;

/// <summary>The lines of a session's file.</summary>
internal static class ChatSessionJson
{
    private const int Version = 1;

    public static string WriteHeader(ChatSession session) => Write(writer =>
    {
        writer.WriteString("type", "session");
        writer.WriteNumber("version", Version);
        writer.WriteString("id", session.Id);
        writer.WriteString("startedAt", session.StartedAt);
        WriteText(writer, "systemPrompt", session.SystemPrompt);
        WriteText(writer, "provider", session.Provider);
        WriteText(writer, "baseUri", session.BaseUri is null ? null : MaskedAddress.Of(session.BaseUri));
        WriteText(writer, "protocol", session.Protocol?.ToString());
        WriteText(writer, "model", session.Model);
        WriteNumber(writer, "temperature", session.Temperature);
        WriteNumber(writer, "topP", session.TopP);
        WriteNumber(writer, "maxTokens", session.MaxTokens);
        WriteNumber(writer, "maxTurns", session.MaxTurns);
        WriteNumber(writer, "maxHistoryTokens", session.MaxHistoryTokens);
    });

    public static string WriteTurn(ChatTurn turn) => Write(writer =>
    {
        writer.WriteString("type", "turn");
        writer.WriteString("startedAt", turn.StartedAt);
        writer.WriteString("status", turn.Status.ToString());
        WriteText(writer, "model", turn.Model);
        writer.WriteStartArray("messages");
        foreach (var message in turn.Messages)
            ChatMessageJson.Write(writer, message);
        writer.WriteEndArray();
        writer.WritePropertyName("reply");
        ChatMessageJson.Write(writer, turn.Reply);
        if (turn.Usage is not { } usage)
            return;

        writer.WriteStartObject("usage");
        writer.WriteNumber("promptTokens", usage.PromptTokens);
        writer.WriteNumber("completionTokens", usage.CompletionTokens);
        writer.WriteNumber("totalTokens", usage.TotalTokens);
        WriteNumber(writer, "cachedTokens", usage.CachedTokens);
        WriteNumber(writer, "reasoningTokens", usage.ReasoningTokens);
        writer.WriteEndObject();
    });

    /// <exception cref="JsonException">The line isn't one of a session, or of a newer version.</exception>
    public static ChatSession ReadHeader(JsonElement line)
    {
        if (Text(line, "type") != "session")
            throw new JsonException("it doesn't say that it's a session");
        if (Number(line, "version") is not { } version || version > Version)
            throw new JsonException($"it's of version {Number(line, "version")}, and this StreamPS knows {Version}");

        return new ChatSession(line.GetProperty("id").GetString()!, line.GetProperty("startedAt").GetDateTimeOffset())
        {
            SystemPrompt = Text(line, "systemPrompt"),
            Provider = Text(line, "provider"),
            BaseUri = Text(line, "baseUri") is { } address ? new Uri(address) : null,
            Protocol = Text(line, "protocol") is { } protocol ? (ChatProtocol)Enum.Parse(typeof(ChatProtocol), protocol) : null,
            Model = Text(line, "model"),
            Temperature = Number(line, "temperature"),
            TopP = Number(line, "topP"),
            MaxTokens = (int?)Number(line, "maxTokens"),
            MaxTurns = (int?)Number(line, "maxTurns"),
            MaxHistoryTokens = (int?)Number(line, "maxHistoryTokens"),
        };
    }

    public static ChatTurn ReadTurn(JsonElement line)
    {
        if (Text(line, "type") != "turn")
            throw new JsonException("it isn't a turn");

        return new ChatTurn(line.GetProperty("messages").EnumerateArray().Select(ChatMessageJson.Read).ToArray(), ChatMessageJson.Read(line.GetProperty("reply")))
        {
            StartedAt = line.GetProperty("startedAt").GetDateTimeOffset(),
            Status = (ChatCompletionStatus)Enum.Parse(typeof(ChatCompletionStatus), Text(line, "status")!),
            Model = Text(line, "model"),
            Usage = line.TryGetProperty("usage", out var usage) ? ReadUsage(usage) : null,
        };
    }

    private static ChatUsage ReadUsage(JsonElement usage) => new(
        usage.GetProperty("promptTokens").GetInt32(),
        usage.GetProperty("completionTokens").GetInt32(),
        (int?)Number(usage, "totalTokens"),
        (int?)Number(usage, "cachedTokens"),
        (int?)Number(usage, "reasoningTokens"));

    private static string Write(Action<Utf8JsonWriter> writeFields)
    {
        using var line = new MemoryStream();
        using (var writer = new Utf8JsonWriter(line, RequestBodyWriter.JsonOptions))
        {
            writer.WriteStartObject();
            writeFields(writer);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(line.ToArray());
    }

    private static void WriteText(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
            writer.WriteString(name, value);
    }

    private static void WriteNumber(Utf8JsonWriter writer, string name, double? value)
    {
        if (value is not null)
            writer.WriteNumber(name, value.Value);
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value.GetString() : null;

    private static double? Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value.GetDouble() : null;
}
