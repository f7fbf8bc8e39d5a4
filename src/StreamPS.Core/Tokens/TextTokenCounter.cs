using System.Linq;
using System.Text.Json;
using StreamPS.Protocols;

namespace StreamPS.Tokens;

/// <summary>llama.cpp's tokenizer: it takes a text and gives its tokens, and knows nothing of what a chat puts around messages.</summary>
internal sealed class TextTokenCounter : TokenCounter
{
    public TextTokenCounter()
    {
        IsAtRoot = true;
    }

    public override string Path => "/tokenize";

    public override void WriteBody(Utf8JsonWriter writer, ChatRequest request, RequestFormat format)
    {
        writer.WriteStartObject();
        writer.WriteString("content", string.Join("\n", request.Messages.Select(message => message.Content)));
        writer.WriteEndObject();
    }

    public override int? Read(JsonElement answer) =>
        answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("tokens", out var tokens) && tokens.ValueKind == JsonValueKind.Array
            ? tokens.GetArrayLength()
            : null;
}
