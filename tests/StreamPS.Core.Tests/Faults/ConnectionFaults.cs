using System;
using System.Collections.Generic;
using StreamPS.LoopbackServer;

namespace StreamPS.Tests.Faults;

/// <summary>What goes wrong with connections: none, a broken one, a silent one.</summary>
internal static class ConnectionFaults
{
    private static readonly TimeSpan FirstTokenLimit = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan IdleLimit = TimeSpan.FromSeconds(60);

    public static IReadOnlyList<Fault> All { get; } =
    [
        new() { Name = "connection refused", IsRefused = true, Error = _ => ChatErrorKind.ConnectionFailed, MayPass = true },
        Lost("reset before the headers", _ => new Reply { BeforeHeaders = [ReplyStep.Reset] }),
        Lost("closed before the headers", _ => new Reply { BeforeHeaders = [ReplyStep.Close] }),
        Lost("reset after the headers", script => script.PlayText().Then(ReplyStep.Reset)),
        Lost("closed after the headers", script => script.PlayText().Then(ReplyStep.Close)),
        Lost("closed before any text", script => script.PlayText(script.Opening).Then(ReplyStep.Close)),
        Lost("closed after some text", script => script.Play(script.Beginning).Then(ReplyStep.Close)) with { Text = script => script.Part },
        Lost("closed in the middle of a frame", script => script.PlayBytes(FormatScript.Bytes(script.Beginning)).Then(ReplyStep.Write(Half(script)), ReplyStep.Close)) with { Text = script => script.Part },
        Lost("closed after the finish reason", script => script.Play(script.Frames).WithoutLast().Then(ReplyStep.Close)) with
        {
            Text = script => script.Text,
            IsFinished = true,
            Concerns = script => script.Finish is not null,
        },
        new()
        {
            Name = "closed after the end marker",
            Reply = script => script.Play(script.Frames).Then(ReplyStep.Close),
            Text = script => script.Text,
        },
        Silent("no headers", FirstTokenLimit, _ => new Reply { BeforeHeaders = [ReplyStep.Stall] }),
        Silent("headers and then nothing", FirstTokenLimit, script => script.PlayText().Then(ReplyStep.Stall)),
        Silent("a stream without text", FirstTokenLimit, script => script.PlayText(script.Opening).Then(ReplyStep.Stall)),
        Silent("pings and no text", FirstTokenLimit, script => script.PlayText().Then(Pings(script))),
        Silent("silence after some text", IdleLimit, script => script.Play(script.Beginning).Then(ReplyStep.Stall)),
        Silent("pings after some text", IdleLimit, script => script.Play(script.Beginning).Then(Pings(script))),
        Silent("silence in the middle of a frame", IdleLimit, script => script.PlayBytes(FormatScript.Bytes(script.Beginning)).Then(ReplyStep.Write(Half(script)), ReplyStep.Stall)),
    ];

    private static Fault Lost(string name, Func<FormatScript, Reply> reply) =>
        new() { Name = name, Reply = reply, Error = _ => ChatErrorKind.ConnectionLost, MayPass = true };

    private static Fault Silent(string name, TimeSpan limit, Func<FormatScript, Reply> reply) => new()
    {
        Name = name,
        Reply = reply,
        Error = _ => limit == IdleLimit ? ChatErrorKind.IdleTimeout : ChatErrorKind.FirstTokenTimeout,
        Text = script => limit == IdleLimit ? script.Part : "",
        Silence = limit,
        IsAborted = true,
    };

    private static ReplyStep Pings(FormatScript script) => ReplyStep.Repeat(script.Ping, TimeSpan.FromMilliseconds(2));

    private static ReadOnlyMemory<byte> Half(FormatScript script)
    {
        byte[] rest = FormatScript.Bytes(script.Rest);
        return rest.AsMemory(0, 30);
    }
}
