using System;
using System.Text.Json;
using StreamPS.Protocols;

namespace StreamPS.Tokens;

/// <summary>Gemini's countTokens. It takes contents alone; instructions and tools count only within a whole request.</summary>
internal sealed class GeminiTokenCounter : TokenCounter
{
    private const string Contents = "contents";

    public override string Path => "/models/{model}:countTokens";

    /// <exception cref="ChatInputException">No model is named.</exception>
    public override Uri GetEndpoint(Uri baseUri, string? model) => EndpointPath.Append(baseUri, $"/{GeminiProtocol.GetPath(model)}:countTokens");

    public override void WriteBody(Utf8JsonWriter writer, ChatRequest request, RequestFormat format)
    {
        using var body = WriteRequest(ChatProtocol.Gemini, request, format);
        bool isMore = body.RootElement.TryGetProperty("systemInstruction", out _) || body.RootElement.TryGetProperty("tools", out _);
        writer.WriteStartObject();
        if (isMore)
        {
            writer.WriteStartObject("generateContentRequest");
            writer.WriteString("model", GeminiProtocol.GetPath(format.Model));
            WriteFields(writer, body.RootElement, field => field != "generationConfig");
            writer.WriteEndObject();
        }
        else
        {
            WriteFields(writer, body.RootElement, field => field == Contents);
        }

        writer.WriteEndObject();
    }

    public override int? Read(JsonElement answer) =>
        answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("totalTokens", out var total) ? ReadNumber(total) : null;
}
