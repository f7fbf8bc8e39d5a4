using System;
using System.Text;

namespace StreamPS.Benchmarks;

/// <summary>Whole replies in each wire format, as their services send them: what changes from frame to frame there changes here.</summary>
internal static class FormatStreams
{
    /// <summary>A reply of as many deltas as given.</summary>
    public static byte[] Create(ChatProtocol protocol, int count)
    {
        if (protocol == ChatProtocol.OpenAIChat)
            return SampleStreams.Create(count, Frames.TextDiffers);

        var (begin, frame, end) = Describe(protocol);
        var stream = new StringBuilder(begin);
        for (int i = 0; i < count; i++)
            stream.Append(frame(i, SampleStreams.Words[i % SampleStreams.Words.Length]));
        return Encoding.UTF8.GetBytes(stream.Append(end).ToString());
    }

    private static (string Begin, Func<int, string, string> Frame, string End) Describe(ChatProtocol protocol) => protocol switch
    {
        ChatProtocol.Anthropic => (
            Event("message_start", """{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[],"usage":{"input_tokens":9,"output_tokens":1}}}""")
            + Event("content_block_start", """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"""),
            (_, text) => Event("content_block_delta", $$$"""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"{{{text}}}"}}"""),
            Event("message_stop", """{"type":"message_stop"}""")),
        ChatProtocol.DashScope => (
            "",
            (i, text) => $$$"""id:{{{i}}}""" + "\nevent:result\n:HTTP_STATUS/200\n" + $$$"""data:{"output":{"choices":[{"message":{"content":"{{{text}}}","role":"assistant"},"finish_reason":"null"}]},"usage":{"total_tokens":{{{i + 23}}},"input_tokens":22,"output_tokens":{{{i + 1}}}},"request_id":"r-1"}""" + "\n\n",
            """data:{"output":{"choices":[{"message":{"content":"","role":"assistant"},"finish_reason":"stop"}]},"usage":{"total_tokens":1,"input_tokens":1,"output_tokens":0},"request_id":"r-1"}""" + "\n\n"),
        ChatProtocol.OpenAIResponses => (
            Event("response.created", """{"type":"response.created","sequence_number":0,"response":{"id":"resp_1","model":"m","status":"in_progress"}}"""),
            (i, text) => Event("response.output_text.delta", $$$"""{"type":"response.output_text.delta","sequence_number":{{{i + 1}}},"item_id":"msg_1","output_index":0,"content_index":0,"delta":"{{{text}}}"}"""),
            Event("response.completed", """{"type":"response.completed","sequence_number":1,"response":{"id":"resp_1","model":"m","status":"completed","usage":{"input_tokens":9,"output_tokens":2,"total_tokens":11}}}""")),
        ChatProtocol.Gemini => (
            "",
            (i, text) => $$$"""data: {"candidates":[{"content":{"parts":[{"text":"{{{text}}}"}],"role":"model"},"index":0}],"usageMetadata":{"promptTokenCount":9,"candidatesTokenCount":{{{i}}},"totalTokenCount":{{{i + 9}}}},"modelVersion":"m","responseId":"r-1"}""" + "\n\n",
            """data: {"candidates":[{"content":{"parts":[{"text":"."}],"role":"model"},"finishReason":"STOP","index":0}],"modelVersion":"m","responseId":"r-1"}""" + "\n\n"),
        ChatProtocol.Ollama => (
            "",
            (i, text) => $$$"""{"model":"m","created_at":"2026-01-01T00:00:{{{i % 60:00}}}.{{{i:000000}}}Z","message":{"role":"assistant","content":"{{{text}}}"},"done":false}""" + "\n",
            """{"model":"m","created_at":"2026-01-01T00:00:00Z","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","prompt_eval_count":9,"eval_count":2}""" + "\n"),
        _ => throw new ArgumentOutOfRangeException(nameof(protocol), protocol, "There is no such format."),
    };

    private static string Event(string type, string data) => $"event: {type}\ndata: {data}\n\n";
}
