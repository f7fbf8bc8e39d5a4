using System;
using System.Collections.Generic;
using System.Text.Json;

namespace StreamPS.Protocols;

/// <summary>Anthropic's Messages.</summary>
internal sealed class AnthropicProtocol : WireFormat
{
    protected override string Path => "/messages";

    // Newer versions exist; this is the one that every service of this format knows.
    private const string Version = "2023-06-01";

    public override IReadOnlyList<string> RequestIdHeaders { get; } = ["request-id", "x-request-id"];

    public override IEnumerable<KeyValuePair<string, string>> Headers { get; } = [new("anthropic-version", Version)];

    public override IEnumerable<KeyValuePair<string, string>> GetAuthorization(string key) => [new("x-api-key", key)];

    public override void WriteRequest(Utf8JsonWriter writer, ChatRequest request, RequestFormat format) =>
        AnthropicRequestWriter.Write(writer, request, format);

    public override ChatDecoder CreateDecoder(ChatRequest request, RequestFormat format) => new AnthropicDecoder();
}
