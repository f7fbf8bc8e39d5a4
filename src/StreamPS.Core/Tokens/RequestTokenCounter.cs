using System.Collections.Generic;
using System.Text.Json;
using StreamPS.Protocols;

namespace StreamPS.Tokens;

/// <summary>An endpoint that takes a chat request without what doesn't count: its limits, its sampling, and the wish for a stream.</summary>
internal sealed class RequestTokenCounter : TokenCounter
{
    private readonly ChatProtocol _protocol;
    private readonly HashSet<string> _fields;
    private readonly string[] _result;

    /// <param name="path">The path behind the service's base address.</param>
    /// <param name="protocol">The format of the request.</param>
    /// <param name="fields">Its fields that count.</param>
    /// <param name="result">Where the count stands in the answer: the names of the fields, from outside in.</param>
    public RequestTokenCounter(string path, ChatProtocol protocol, IEnumerable<string> fields, params string[] result)
    {
        Path = path;
        _protocol = protocol;
        _fields = [.. fields];
        _result = result;
    }

    public override string Path { get; }

    public override void WriteBody(Utf8JsonWriter writer, ChatRequest request, RequestFormat format)
    {
        using var body = WriteRequest(_protocol, request, format);
        writer.WriteStartObject();
        WriteFields(writer, body.RootElement, _fields.Contains);
        writer.WriteEndObject();
    }

    public override int? Read(JsonElement answer)
    {
        foreach (string name in _result)
        {
            if (answer.ValueKind != JsonValueKind.Object || !answer.TryGetProperty(name, out answer))
                return null;
        }

        return ReadNumber(answer);
    }
}
