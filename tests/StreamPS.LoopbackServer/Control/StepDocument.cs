using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace StreamPS.LoopbackServer;

/// <summary>A step as the control API takes it: an object with one property.</summary>
internal sealed class StepDocument
{
    public string? Write { get; set; }

    public byte[]? WriteBase64 { get; set; }

    public double? Delay { get; set; }

    public string? Gate { get; set; }

    public PingsDocument? Pings { get; set; }

    public bool? Stall { get; set; }

    public bool? Reset { get; set; }

    public bool? Close { get; set; }

    /// <exception cref="JsonException">It isn't exactly one step.</exception>
    public ReplyStep ToStep(Func<string, Gate> findGate)
    {
        ReplyStep[] steps = [.. ToSteps(findGate)];
        return steps.Length == 1
            ? steps[0]
            : throw new JsonException("A step has exactly one of 'write', 'writeBase64', 'delay', 'gate', 'pings', 'stall', 'reset' and 'close'.");
    }

    public static TimeSpan ToTime(double milliseconds, string name) => milliseconds is >= 0 and <= int.MaxValue
        ? TimeSpan.FromMilliseconds(milliseconds)
        : throw new JsonException($"'{name}' is {milliseconds}; it has to be a number of milliseconds from 0 on.");

    private IEnumerable<ReplyStep> ToSteps(Func<string, Gate> findGate)
    {
        if (Write is not null)
            yield return ReplyStep.Write(Write);
        if (WriteBase64 is not null)
            yield return ReplyStep.Write(WriteBase64);
        if (Delay is not null)
            yield return ReplyStep.Delay(ToTime(Delay.Value, "delay"));
        if (Gate is not null)
            yield return ReplyStep.WaitFor(findGate(Gate));
        if (Pings is not null)
            yield return ReplyStep.Pings(ToTime(Pings.IntervalMs, "pings.intervalMs"), Pings.Comment);
        if (Stall == true)
            yield return ReplyStep.Stall;
        if (Reset == true)
            yield return ReplyStep.Reset;
        if (Close == true)
            yield return ReplyStep.Close;
    }
}
