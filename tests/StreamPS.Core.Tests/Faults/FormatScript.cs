using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using StreamPS.LoopbackServer;

namespace StreamPS.Tests.Faults;

/// <summary>What has to be known of a wire format to play its replies and break them: how its frames look, and how it's asked to go on.</summary>
internal sealed record FormatScript
{
    private static readonly JsonSerializerOptions AsServicesEscape = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>How the tests call it.</summary>
    public required string Name { get; init; }

    /// <summary>A service that speaks it.</summary>
    public required string Provider { get; init; }

    /// <summary>The pieces of the reply's text.</summary>
    public IReadOnlyList<string> Pieces { get; init; } = ["Sphinx", " 你好🎉", " of quartz."];

    /// <summary>The frames before the first text.</summary>
    public IReadOnlyList<string> Opening { get; init; } = [];

    /// <summary>The frame of a piece of text, which is given as JSON.</summary>
    public required Func<string, string> TextFrame { get; init; }

    /// <summary>The frame with the finish reason, where the end marker is another one.</summary>
    public string? Finish { get; init; }

    /// <summary>The end marker; the reply's text is given as JSON, for formats that repeat it there.</summary>
    public required Func<string, string> End { get; init; }

    /// <summary>What keeps the connection alive and means nothing.</summary>
    public string Ping { get; init; } = ": ping\n\n";

    /// <summary>An error of the service that may pass, in the middle of the stream.</summary>
    public required string Error { get; init; }

    /// <summary>Its id.</summary>
    public required ChatErrorKind ErrorKind { get; init; }

    /// <summary>Any payload as a frame.</summary>
    public Func<string, string> Frame { get; init; } = payload => $"data: {payload}\n\n";

    /// <summary>Whether each frame has everything so far.</summary>
    public bool IsCumulative { get; init; }

    /// <summary>Whether frames are lines, so that nothing can stand between them.</summary>
    public bool IsLines { get; init; }

    /// <summary>The conversation in the body of a request.</summary>
    public required Func<JsonElement, JsonElement> Conversation { get; init; }

    /// <summary>What the body of a continuation has as its conversation, as JSON, when the text so far is the one given (as JSON).</summary>
    public required Func<string, string> Continued { get; init; }

    /// <summary>What the model wrote, from the last message of its own in the conversation.</summary>
    public Func<JsonElement, string?> ReadReply { get; init; } = message => message.GetProperty("content").GetString();

    /// <summary>The whole text.</summary>
    public string Text => string.Concat(Pieces);

    /// <summary>The text up to the cut of most faults.</summary>
    public string Part => string.Concat(Pieces.SkipLast(1));

    /// <summary>What of it can be read before the cut: that the rest isn't a repetition shows later, where frames may be cumulative.</summary>
    public string Visible => IsCumulative ? Pieces[0] : Part;

    /// <summary>The whole reply.</summary>
    public IReadOnlyList<ScriptFrame> Frames => GetFrames(Pieces);

    /// <summary>The beginning of the reply, up to the cut of most faults.</summary>
    public IReadOnlyList<ScriptFrame> Beginning => [.. Frames.Take(Opening.Count + Pieces.Count - 1)];

    /// <summary>The reply's last frames, with the last piece of its text.</summary>
    public IReadOnlyList<ScriptFrame> Rest => [.. Frames.Skip(Opening.Count + Pieces.Count - 1)];

    /// <summary>A text as JSON, escaped as little as services do.</summary>
    public static string Quote(string text) => JsonSerializer.Serialize(text, AsServicesEscape);

    /// <summary>What is sent for some frames.</summary>
    public static byte[] Bytes(IEnumerable<ScriptFrame> frames) => Encoding.UTF8.GetBytes(string.Concat(frames.Select(frame => frame.Wire)));

    /// <summary>The frames of a reply whose text comes in the pieces given.</summary>
    public IReadOnlyList<ScriptFrame> GetFrames(params IReadOnlyList<string> pieces) =>
    [
        .. Opening.Select(frame => new ScriptFrame(frame)),
        .. pieces.Select((piece, i) => new ScriptFrame(TextFrame(Quote(IsCumulative ? string.Concat(pieces.Take(i + 1)) : piece)), piece)),
        .. Finish is null ? Array.Empty<ScriptFrame>() : [new ScriptFrame(Finish, IsFinish: true)],
        new ScriptFrame(End(Quote(string.Concat(pieces))), IsFinish: true, IsEnd: true),
    ];

    /// <summary>How far the reply has come after so many bytes. A frame counts when its payload is whole, whatever ends it.</summary>
    public ReplyProgress At(int bytes)
    {
        var whole = new List<ScriptFrame>();
        int start = 0;
        foreach (var frame in Frames)
        {
            if (bytes < start + Encoding.UTF8.GetByteCount(frame.Wire.TrimEnd()))
                break;

            whole.Add(frame);
            start += Encoding.UTF8.GetByteCount(frame.Wire);
        }

        return new ReplyProgress(
            string.Concat(whole.Select(frame => frame.Text)),
            whole.Count > 0,
            whole.Exists(frame => frame.IsFinish),
            whole.Exists(frame => frame.IsEnd));
    }

    /// <summary>What a service answers that does as it's told: the whole reply, or what is missing of one that was cut.</summary>
    public Reply Answer(ReceivedRequest request) => Play(Answer(request.Body));

    /// <summary>The frames of that answer.</summary>
    public IReadOnlyList<ScriptFrame> Answer(string request)
    {
        string soFar = GetTextSoFar(request);
        return soFar.Length == 0 ? Frames : GetFrames(Text[soFar.Length..]);
    }

    /// <summary>The text that a request asks to continue; empty when it asks for the reply from its beginning.</summary>
    public string GetTextSoFar(string request)
    {
        var replies = Conversation(JsonElement.Parse(request)).EnumerateArray().Where(message => message.GetProperty("role").GetString() is "assistant" or "model");
        return replies.Select(ReadReply).LastOrDefault() ?? "";
    }

    /// <summary>A reply of frames, each a write of its own.</summary>
    public Reply Play(IEnumerable<ScriptFrame> frames) => PlayText([.. frames.Select(frame => frame.Wire)]);

    /// <summary>A reply of texts, each a write of its own.</summary>
    public Reply PlayText(params IReadOnlyList<string> texts) => PlayBytes(default).ThenFrames(texts);

    /// <summary>A reply of bytes.</summary>
    public Reply PlayBytes(ReadOnlyMemory<byte> bytes) => new()
    {
        ContentType = IsLines ? "application/x-ndjson" : "text/event-stream",
        Steps = bytes.IsEmpty ? [] : [ReplyStep.Write(bytes)],
    };

    public override string ToString() => Name;
}
