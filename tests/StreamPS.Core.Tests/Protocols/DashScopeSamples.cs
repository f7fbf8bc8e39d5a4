using System.Collections.Generic;
using System.Linq;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace StreamPS.Tests.Protocols;

/// <summary>Streams as the guide and the wire reference have them.</summary>
internal static class DashScopeSamples
{
    public const string Text = "我是通义千问,由阿里云开发的AI助手。我被设计用来回答各种问题、提供信息和与用户进行对话。有什么我可以帮助你的吗?";

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly string[] Increments = ["我是", "通", "义", "千问,由阿里", "云开发的AI助手。我被", "设计用来回答各种问题、提供信息", "和与用户进行对话。有什么我可以", "帮助你的吗?"];
    private static readonly int[] Tokens = [1, 2, 3, 7, 14, 20, 28, 36];

    /// <summary>The guide's second sample.</summary>
    public static string Incremental => Stream(Increments);

    /// <summary>The guide's first sample: everything so far in each frame.</summary>
    public static string Cumulative => Stream(Prefixes(Increments));

    public static IEnumerable<string> Prefixes(IEnumerable<string> increments)
    {
        string text = "";
        return increments.Select(increment => text += increment).ToList();
    }

    /// <summary>A frame of one choice.</summary>
    public static string Frame(string content, string finishReason = "null", int tokens = 1, string extra = "") =>
        $$$"""{"output":{"choices":[{"message":{"content":{{{Quote(content)}}},"role":"assistant"{{{extra}}}},"finish_reason":"{{{finishReason}}}"}]},"usage":{"total_tokens":{{{22 + tokens}}},"input_tokens":22,"output_tokens":{{{tokens}}}},"request_id":"xxx"}""";

    /// <summary>The frames of a reply: the last one ends it.</summary>
    public static IEnumerable<string> Frames(IReadOnlyList<string> contents) =>
        contents.Select((content, i) => Frame(content, i == contents.Count - 1 ? "stop" : "null", i + 1));

    /// <summary>A text as JSON, unescaped as the service sends it.</summary>
    public static string Quote(string text) => JsonSerializer.Serialize(text, Relaxed);

    /// <summary>An event with the lines that DashScope sends around a frame.</summary>
    public static string Event(int id, string frame) => $"id:{id}\nevent:result\n:HTTP_STATUS/200\ndata:{frame}\n\n";

    private static string Stream(IEnumerable<string> contents) =>
        string.Concat(contents.Select((content, i) => Event(i + 1, Frame(content, i == Increments.Length - 1 ? "stop" : "null", Tokens[i]))));
}
