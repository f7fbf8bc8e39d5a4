using System;
using System.Collections.Generic;
using System.Text.Json;

namespace StreamPS.Protocols;

/// <summary>Chat completions as OpenAI made them and most services took them over.</summary>
internal sealed class OpenAIChatProtocol : WireFormat
{
    protected override string Path => "/chat/completions";

    public override IReadOnlyList<string> RequestIdHeaders { get; } = ["x-request-id", "msh-request-id", "apim-request-id", "x-generation-id"];

    public override void WriteRequest(Utf8JsonWriter writer, ChatRequest request, RequestFormat format) =>
        OpenAIChatRequestWriter.Write(writer, request, format);

    public override bool RejectsUsageOption(ServiceError error) =>
        error.Message is { } message
        && (message.Contains("stream_options", StringComparison.OrdinalIgnoreCase)
            || message.Contains("include_usage", StringComparison.OrdinalIgnoreCase));

    public override ChatDecoder CreateDecoder(ChatRequest request, RequestFormat format) => new OpenAIChatDecoder(format.MayBeCumulative);
}
