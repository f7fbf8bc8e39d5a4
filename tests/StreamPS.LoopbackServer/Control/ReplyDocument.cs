using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace StreamPS.LoopbackServer;

/// <summary>A reply as the control API takes it.</summary>
internal sealed class ReplyDocument
{
    public int Status { get; set; } = 200;

    public Dictionary<string, string>? Headers { get; set; }

    public string? Path { get; set; }

    public bool Always { get; set; }

    public List<StepDocument?>? Steps { get; set; }

    public bool Bytewise { get; set; }

    public List<int>? SplitAt { get; set; }

    public long? ContentLength { get; set; }

    public ContentCoding? Encoding { get; set; }

    public int DelayBeforeHeaders { get; set; }

    public bool StallBeforeHeaders { get; set; }

    public bool ResetBeforeHeaders { get; set; }

    public BulkDocument? Bulk { get; set; }

    public PacedDocument? Paced { get; set; }

    /// <exception cref="JsonException">The document contradicts itself or holds a value that makes no sense.</exception>
    public Reply ToReply(Func<string, Gate> findGate)
    {
        if (Status is < 200 or > 599)
            throw new JsonException($"'status' is {Status}; it has to be from 200 to 599.");
        if (ContentLength < 0)
            throw new JsonException($"'contentLength' is {ContentLength}; it has to be 0 or more.");
        foreach (var (name, value) in Headers ?? [])
            CheckHeader(name, value);

        return CreateBody(findGate) with
        {
            StatusCode = Status,
            Headers = Headers ?? [],
            BeforeHeaders = [.. CreateStepsBeforeHeaders()],
            Bytewise = Bytewise,
            SplitAt = SplitAt ?? [],
            ContentLength = ContentLength,
            Encoding = Encoding ?? ContentCoding.Identity,
        };
    }

    private Reply CreateBody(Func<string, Gate> findGate) => (Steps, Bulk, Paced) switch
    {
        (_, null, null) => new Reply { Steps = Steps?.ConvertAll(step => CreateStep(step, findGate)) ?? [] },
        (null, not null, null) => Reply.Bulk(Bulk.Count, Bulk.Text),
        (null, null, not null) => Reply.Paced(Paced.Count, StepDocument.ToTime(Paced.IntervalMs, "paced.intervalMs")),
        _ => throw new JsonException("A reply has one of 'steps', 'bulk' and 'paced'."),
    };

    private static ReplyStep CreateStep(StepDocument? step, Func<string, Gate> findGate) =>
        step?.ToStep(findGate) ?? throw new JsonException("A step is an object, not null.");

    // Kestrel would refuse it when the reply is played, and answer 500 where nobody looks for the cause.
    private static void CheckHeader(string name, string? value)
    {
        bool isName = name.Length > 0 && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_');
        if (!isName || value is null || value.Any(char.IsControl))
            throw new JsonException($"'{name}' is no header name, or its value is null or has control characters.");
    }

    private IEnumerable<ReplyStep> CreateStepsBeforeHeaders()
    {
        if (DelayBeforeHeaders != 0)
            yield return ReplyStep.Delay(StepDocument.ToTime(DelayBeforeHeaders, "delayBeforeHeaders"));
        if (StallBeforeHeaders)
            yield return ReplyStep.Stall;
        if (ResetBeforeHeaders)
            yield return ReplyStep.Reset;
    }
}
