using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.Net.ServerSentEvents;
using System.Text.Json;

namespace StreamPS.Benchmarks;

/// <summary>What one writes by hand with what is in the box: the framework's parser of events, and of each event the text and nothing else.</summary>
internal static class Rivals
{
    /// <summary>The fastest that is reasonable: no objects, no checks, the first <c>content</c> of the frame is taken for the answer.</summary>
    public static IEnumerable<SseItem<string?>> ReadWithReader(Stream stream) => SseParser.Create(stream, ParseWithReader).Enumerate();

    /// <summary>The same from a socket.</summary>
    public static IAsyncEnumerable<SseItem<string?>> ReadWithReaderAsync(Stream stream) => SseParser.Create(stream, ParseWithReader).EnumerateAsync();

    /// <summary>The simplest.</summary>
    public static IEnumerable<SseItem<string?>> ReadWithDocument(Stream stream) => SseParser.Create(stream, ParseWithDocument).Enumerate();

    /// <summary>The events alone.</summary>
    public static IEnumerable<SseItem<int>> ReadEvents(Stream stream) => SseParser.Create(stream, (_, data) => data.Length).Enumerate();

    private static string? ParseWithReader(string type, ReadOnlySpan<byte> data)
    {
        if (data.SequenceEqual("[DONE]"u8))
            return null;

        var reader = new Utf8JsonReader(data);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("content"u8))
            {
                reader.Read();
                return reader.GetString();
            }
        }

        return null;
    }

    private static string? ParseWithDocument(string type, ReadOnlySpan<byte> data)
    {
        if (data.SequenceEqual("[DONE]"u8))
            return null;

        // A document needs memory that stays; the span is the parser's own.
        byte[] copy = ArrayPool<byte>.Shared.Rent(data.Length);
        try
        {
            data.CopyTo(copy);
            using var document = JsonDocument.Parse(copy.AsMemory(0, data.Length));
            return document.RootElement.GetProperty("choices")[0].GetProperty("delta").TryGetProperty("content", out var content)
                ? content.GetString()
                : null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(copy);
        }
    }
}
