using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Mime;

namespace StreamPS.LoopbackServer;

/// <summary>What the server answers: status, headers and the steps of the body. Immutable; one reply can serve many requests.</summary>
public sealed record Reply
{
    /// <summary>The status code, 200 if not said.</summary>
    public int StatusCode { get; init; } = 200;

    /// <summary>The content type, an event stream if not said; null sends none.</summary>
    public string? ContentType { get; init; } = "text/event-stream; charset=utf-8";

    /// <summary>Other headers.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>What happens before the status line is sent: a delay, a gate, a stall, a reset or a close.</summary>
    public IReadOnlyList<ReplyStep> BeforeHeaders { get; init; } = [];

    /// <summary>What happens after the headers were sent. The end of the list is the end of the body.</summary>
    public IReadOnlyList<ReplyStep> Steps { get; init; } = [];

    /// <summary>How the body is compressed. Every write is flushed through the encoder.</summary>
    public ContentCoding Encoding { get; init; }

    /// <summary>
    /// The length to declare, right or wrong; null sends chunks. The connection is closed when the body turns out shorter, and what exceeds
    /// the length isn't sent.
    /// </summary>
    public long? ContentLength { get; init; }

    /// <summary>Sends each byte by itself.</summary>
    public bool Bytewise { get; init; }

    /// <summary>Places in the body, as it is before compression, where one piece sent ends and the next begins.</summary>
    public IReadOnlyList<int> SplitAt { get; init; } = [];

    /// <summary>An event stream; each frame is a write.</summary>
    public static Reply Frames(params IEnumerable<string> frames) => new Reply().ThenFrames(frames);

    /// <summary>An event stream with another framing; each frame is a write.</summary>
    public static Reply Frames(SseFraming framing, params IEnumerable<string> frames) => Frames(frames.Select(framing.Apply));

    /// <summary>A whole body of JSON, as services send errors.</summary>
    public static Reply Json(int statusCode, string json) => Text(statusCode, MediaTypeNames.Application.Json, json);

    /// <summary>A whole body of any type.</summary>
    public static Reply Text(int statusCode, string contentType, string text) =>
        new() { StatusCode = statusCode, ContentType = contentType, Steps = [ReplyStep.Write(text)] };

    /// <summary>A complete stream of equal deltas, written in blocks that are built beforehand so that a delta costs the server next to nothing.</summary>
    public static Reply Bulk(int count, string text = "tok ")
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return new Reply { Steps = BulkFrames.OfOneText(count, text) };
    }

    /// <summary>A complete stream of deltas that differ, built beforehand as well: memory for the whole body.</summary>
    public static Reply Bulk(int count, Func<int, string> text)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return new Reply { Steps = BulkFrames.OfTexts(count, text) };
    }

    /// <summary>
    /// A complete stream with a delta at every interval. Its content is the server's <see cref="System.Diagnostics.Stopwatch.GetTimestamp"/>
    /// when it was sent, which is comparable between processes of one machine.
    /// </summary>
    public static Reply Paced(int count, TimeSpan interval)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return Frames(OpenAIFrames.Role())
            .Then(new ReplyStep(new PacedDeltas(count, interval).PlayAsync))
            .ThenFrames(OpenAIFrames.Finish() + OpenAIFrames.Done);
    }

    /// <summary>The same reply with steps added.</summary>
    public Reply Then(params IEnumerable<ReplyStep> steps) => this with { Steps = [.. Steps, .. steps] };

    /// <summary>The same reply with frames added, each as a write.</summary>
    public Reply ThenFrames(params IEnumerable<string> frames) => Then(frames.Select(ReplyStep.Write));

    /// <summary>The same reply with a header added.</summary>
    public Reply WithHeader(string name, string value) =>
        this with { Headers = new Dictionary<string, string>(Headers) { [name] = value } };
}
