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
        writer.WriteOptional("systemPrompt", session.SystemPrompt);
        writer.WriteOptional("provider", session.Provider);
        writer.WriteOptional("baseUri", session.BaseUri is null ? null : MaskedAddress.Of(session.BaseUri));
        writer.WriteOptional("protocol", session.Protocol?.ToString());
        writer.WriteOptional("model", session.Model);
        writer.WriteOptional("temperature", session.Temperature);
        writer.WriteOptional("topP", session.TopP);
        writer.WriteOptional("maxTokens", session.MaxTokens);
        writer.WriteOptional("maxTurns", session.MaxTurns);
        writer.WriteOptional("maxHistoryTokens", session.MaxHistoryTokens);
    });

    public static string WriteTurn(ChatTurn turn) => Write(writer =>
    {
        writer.WriteString("type", "turn");
        writer.WriteString("startedAt", turn.StartedAt);
        writer.WriteString("status", turn.Status.ToString());
        writer.WriteOptional("model", turn.Model);
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
        writer.WriteOptional("cachedTokens", usage.CachedTokens);
        writer.WriteOptional("reasoningTokens", usage.ReasoningTokens);
        writer.WriteEndObject();
    });

    /// <exception cref="JsonException">The line isn't one of a session, or of a newer version.</exception>
    public static ChatSession ReadHeader(JsonElement line)
    {
        if (line.OptionalText("type") != "session")
            throw new JsonException("it doesn't say that it's a session");
        if (line.OptionalNumber("version") is not { } version || version > Version)
            throw new JsonException($"it's of version {line.OptionalNumber("version")}, and this StreamPS knows {Version}");

        return new ChatSession(line.GetProperty("id").GetString()!, line.GetProperty("startedAt").GetDateTimeOffset())
        {
            SystemPrompt = line.OptionalText("systemPrompt"),
            Provider = line.OptionalText("provider"),
            BaseUri = line.OptionalText("baseUri") is { } address ? new Uri(address) : null,
            Protocol = line.OptionalText("protocol") is { } protocol ? (ChatProtocol)Enum.Parse(typeof(ChatProtocol), protocol) : null,
            Model = line.OptionalText("model"),
            Temperature = line.OptionalNumber("temperature"),
            TopP = line.OptionalNumber("topP"),
            MaxTokens = (int?)line.OptionalNumber("maxTokens"),
            MaxTurns = (int?)line.OptionalNumber("maxTurns"),
            MaxHistoryTokens = (int?)line.OptionalNumber("maxHistoryTokens"),
        };
    }

    public static ChatTurn ReadTurn(JsonElement line)
    {
        if (line.OptionalText("type") != "turn")
            throw new JsonException("it isn't a turn");

        return new ChatTurn(line.GetProperty("messages").EnumerateArray().Select(ChatMessageJson.Read).ToArray(), ChatMessageJson.Read(line.GetProperty("reply")))
        {
            StartedAt = line.GetProperty("startedAt").GetDateTimeOffset(),
            Status = (ChatCompletionStatus)Enum.Parse(typeof(ChatCompletionStatus), line.OptionalText("status")!),
            Model = line.OptionalText("model"),
            Usage = line.TryGetProperty("usage", out var usage) ? ReadUsage(usage) : null,
        };
    }

    private static ChatUsage ReadUsage(JsonElement usage) => new(
        usage.GetProperty("promptTokens").GetInt32(),
        usage.GetProperty("completionTokens").GetInt32(),
        (int?)usage.OptionalNumber("totalTokens"),
        (int?)usage.OptionalNumber("cachedTokens"),
        (int?)usage.OptionalNumber("reasoningTokens"));

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
}
