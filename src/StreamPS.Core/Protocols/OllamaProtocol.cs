using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json;
using StreamPS.Transport;

namespace StreamPS.Protocols;

/// <summary>Ollama's own chat: a JSON document a line.</summary>
internal sealed class OllamaProtocol : WireFormat
{
    protected override string Path => "/api/chat";

    /// <summary>Ollama sends none; gateways before it do.</summary>
    public override IReadOnlyList<string> RequestIdHeaders { get; } = ["x-request-id"];

    public override IEnumerable<KeyValuePair<string, string>> StreamHeaders { get; } = [new("Accept", NdjsonReader.MediaType)];

    public override void WriteRequest(Utf8JsonWriter writer, ChatRequest request, RequestFormat format) =>
        OllamaRequestWriter.Write(writer, request, format);

    public override EventReader CreateReader(Stream body) => new NdjsonReader(body);

    public override ChatDecoder CreateDecoder(ChatRequest request, RequestFormat format) => new OllamaDecoder();
}
