using System;
using System.Collections.Generic;
using System.Text.Json;

namespace StreamPS.Protocols;

/// <summary>OpenAI's Responses.</summary>
internal sealed class OpenAIResponsesProtocol : WireFormat
{
    protected override string Path => "/responses";

    public override IReadOnlyList<string> RequestIdHeaders { get; } = ["x-request-id", "apim-request-id"];

    public override void WriteRequest(Utf8JsonWriter writer, ChatRequest request, RequestFormat format) =>
        ResponsesRequestWriter.Write(writer, request, format);

    public override ChatDecoder CreateDecoder(ChatRequest request, RequestFormat format) => new ResponsesDecoder();
}
