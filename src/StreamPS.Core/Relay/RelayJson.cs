using System;
using System.Text.Json;
using StreamPS.Protocols;
using StreamPS.Relay.Http;

namespace StreamPS.Relay;

/// <summary>Answers in JSON.</summary>
internal static class RelayJson
{
    public const string ContentType = "application/json; charset=utf-8";

    /// <summary>The JSON that is written by the action.</summary>
    public static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var bytes = new ByteBuffer();
        using (var writer = new Utf8JsonWriter(bytes, RequestBodyWriter.JsonOptions))
            write(writer);
        return bytes.Bytes.AsSpan().ToArray();
    }

    public static HttpAnswer Answer(int status, Action<Utf8JsonWriter> write) => new(status, ContentType, Write(write));

    /// <summary>An error in the form that clients of a path expect.</summary>
    public static void WriteError(Utf8JsonWriter writer, bool isOpenAI, string message, string type, string? code)
    {
        writer.WriteStartObject();
        if (!isOpenAI)
        {
            writer.WriteString("error", message);
        }
        else
        {
            writer.WriteStartObject("error");
            writer.WriteString("message", message);
            writer.WriteString("type", type);
            writer.WriteNull("param");
            writer.WriteString("code", code);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    /// <summary>The answer that tells of a reply that failed before it began.</summary>
    public static HttpAnswer Answer(RelayFailure failure, bool isOpenAI)
    {
        var answer = Answer(failure.Status, writer => WriteError(writer, isOpenAI, failure.Message, failure.Type, failure.Code)).With("Cache-Control", "no-store");
        if (failure.RetryAfter is not null)
            answer.With("Retry-After", failure.RetryAfter);
        // OpenAI's clients try again by the status alone, unless they're told.
        if (!failure.IsTransient)
            answer.With("x-should-retry", "false");
        return answer;
    }
}
