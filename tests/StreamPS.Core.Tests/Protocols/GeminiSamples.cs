using System.Collections.Generic;
using System.Linq;

namespace StreamPS.Tests.Protocols;

/// <summary>Streams of Gemini.</summary>
internal static class GeminiSamples
{
    /// <summary>The payloads of a reply that is a text.</summary>
    public static readonly string[] Text =
    [
        """{"candidates":[{"content":{"parts":[{"text":"There are"}],"role":"model"},"index":0}],"usageMetadata":{"promptTokenCount":9,"candidatesTokenCount":2,"totalTokenCount":196,"thoughtsTokenCount":185},"modelVersion":"gemini-x","responseId":"r1"}""",
        """{"candidates":[{"content":{"parts":[{"text":" three."}],"role":"model"},"index":0}],"usageMetadata":{"promptTokenCount":9,"candidatesTokenCount":4,"totalTokenCount":198,"thoughtsTokenCount":185},"modelVersion":"gemini-x","responseId":"r1"}""",
        """{"candidates":[{"content":{"parts":[{"text":"","thoughtSignature":"Eq…"}],"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":9,"candidatesTokenCount":4,"totalTokenCount":198,"thoughtsTokenCount":185},"modelVersion":"gemini-x","responseId":"r1"}""",
    ];

    /// <summary>The payloads of a reply with thoughts, text, calls with and without an id, and much that doesn't matter.</summary>
    public static readonly string[] Everything =
    [
        """{"usageMetadata":{"trafficType":"ON_DEMAND"},"modelVersion":"gemini-y","createTime":"2026-01-01T00:00:00Z","responseId":"r2"}""",
        """{"candidates":[{"content":{"parts":[{"text":"Let me","thought":true}],"role":"model"}}],"usageMetadata":{"promptTokenCount":7,"totalTokenCount":20,"thoughtsTokenCount":13,"promptTokensDetails":[{"modality":"TEXT","tokenCount":7}]},"modelVersion":"gemini-y","responseId":"r2"}""",
        """{"candidates":[{"content":{"parts":[{"thought":true,"text":" see."},{"text":"你好"}],"role":"model"}}],"usageMetadata":{"promptTokenCount":7,"toolUsePromptTokenCount":3,"candidatesTokenCount":1,"totalTokenCount":24,"thoughtsTokenCount":13,"cachedContentTokenCount":5},"modelVersion":"gemini-y","responseId":"r2"}""",
        """{"candidates":[{"content":{"parts":[{"text":", \"Ann\"\n"},{"inlineData":{"mimeType":"image/png","data":"iVBO"}},{"executableCode":{"code":"1"}},{"text":"🎉"}],"role":"model"},"safetyRatings":[{"category":"X","probability":"NEGLIGIBLE"}]}],"modelVersion":"gemini-y","responseId":"r2"}""",
        """{"candidates":[{"content":{"parts":[{"functionCall":{"name":"weather","args":{"city":"Rome","days":[1,2]}},"thoughtSignature":"Eg"},{"functionCall":{"id":"fc_1","name":"now"}}],"role":"model"}}],"modelVersion":"gemini-y","responseId":"r2"}""",
        """{"candidates":[{"content":{"role":"model"},"finishReason":"STOP","avgLogprobs":-0.1}],"usageMetadata":{"promptTokenCount":7,"candidatesTokenCount":30,"totalTokenCount":53},"modelVersion":"gemini-y","responseId":"r2"}""",
    ];

    /// <summary>An event stream as the service sends it: its lines end with CRLF.</summary>
    public static string Stream(IEnumerable<string> payloads) => string.Concat(payloads.Select(payload => $"data: {payload}\r\n\r\n"));

    /// <summary>A frame with one candidate.</summary>
    public static string Frame(string parts, string rest = "", string after = "") =>
        $$"""{"candidates":[{"content":{"parts":[{{parts}}],"role":"model"}{{rest}}}]{{after}}}""";

    /// <summary>The frame that ends a candidate.</summary>
    public static string Finish(string reason, int index = 0) => $$"""{"candidates":[{"finishReason":"{{reason}}","index":{{index}}}]}""";
}
