using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text;
using StreamPS.LoopbackServer;

namespace StreamPS.Tests.Faults;

/// <summary>What goes wrong with the body of a reply whose connection is well.</summary>
internal static class StreamFaults
{
    private const int LongLine = 10_000_000;

    private static readonly string DeepJson = $"{{\"deep\":{string.Concat(Enumerable.Repeat("[", 100_000))}{string.Concat(Enumerable.Repeat("]", 100_000))}}}";

    private static readonly byte[] NoUtf8 = [(byte)'a', 0xFF, 0xC3, (byte)'(', 0xE4, 0xBD, (byte)'b', 0xED, 0xA0, 0x80];

    private static readonly string OpenTags = string.Concat(Enumerable.Repeat("<script <", 100_000));

    private static readonly string LongText = new('x', LongLine);

    public static IReadOnlyList<Fault> All { get; } =
    [
        Cut("empty body", script => script.PlayText()),
        Cut("ended before any text", script => script.PlayText(script.Opening)),
        Cut("ended after some text", script => script.Play(script.Beginning)) with { Text = script => script.Part },
        Cut("ended in the middle of a frame", script => script.PlayBytes(FormatScript.Bytes(script.Frames).AsMemory(0, FormatScript.Bytes(script.Beginning).Length + 30))) with { Text = script => script.Part },
        Cut("ended after the finish reason", script => script.Play(script.Frames).WithoutLast()) with
        {
            Text = script => script.Text,
            IsFinished = true,
            Concerns = script => script.Finish is not null,
        },
        Cut("comments and the end", script => script.PlayText(": one\n\n", ": two\n\n")) with { Concerns = script => !script.IsLines },
        Cut("the beginning of a field and the end", script => script.PlayText("dat")) with { Concerns = script => !script.IsLines },
        Cut("shorter than its Content-Length", script => script.Play(script.Beginning) with { ContentLength = 5000 }) with
        {
            Error = _ => ChatErrorKind.ConnectionLost,
            Text = script => script.Part,
        },
        Cut("longer than its Content-Length", script => script.Play(script.Frames) with { ContentLength = FormatScript.Bytes(script.Beginning).Length }) with
        {
            Text = script => script.Part,
        },
        Cut("gzip cut between frames", script => Compressed(script, script.Beginning, keep: 0)) with { Text = script => script.Part },
        Cut("gzip cut in a frame", script => Compressed(script, script.Frames.Take(script.Beginning.Count + 1), keep: 12)) with { Text = script => script.Part },
        Cut("no gzip at all", script => script.Play(script.Frames).WithHeader("Content-Encoding", "gzip")) with { Error = _ => ChatErrorKind.ConnectionLost },

        Error("error in place of text", script => script.Error, script => script.ErrorKind) with { MayPass = true },
        Error("error after some text", script => BeginningOf(script) + script.Error, script => script.ErrorKind) with { MayPass = true, Text = script => script.Part },
        Error("final error after some text", script => BeginningOf(script) + script.Frame("""{"error":{"message":"No","code":"content_filter"}}"""), _ => ChatErrorKind.ContentFiltered) with { Text = script => script.Part },

        Error("error of a megabyte after some text", script => BeginningOf(script) + $"event: error\ndata: {OpenTags}\n\n", _ => ChatErrorKind.ServiceError) with
        {
            MayPass = true,
            Text = script => script.Part,
            Concerns = script => !script.IsLines,
        },

        Broken("damaged JSON", script => script.Frame("""{"choices":[}""")),
        Broken("JSON of 100,000 levels", script => script.Frame(DeepJson)),
        Broken("NUL in a frame", script => script.TextFrame("\"a\0b\"")),
        Broken("words instead of a frame", script => script.Frame("Bad gateway")),
        Page("web page with status 200", "text/html", "<!DOCTYPE html>\n<html><head><title>Log in</title></head><body>Hello</body></html>"),
        Page("web page that says it's a stream", "text/event-stream", "\n<html><title>Log in</title></html>"),
        Page("plain text with status 200", "text/plain", "Under maintenance\n"),
        Page("JSON that is no reply", "application/json", """{"ok":true}"""),
        Page("JSON of 100,000 levels instead of a reply", "application/json", DeepJson + "\n"),

        Harmless("byte by byte", script => script.Play(script.Frames) with { Bytewise = true }),
        Harmless("a line of 10 MB", script => script.Play(script.GetFrames(LongText))) with { Text = _ => LongText, Concerns = script => !script.IsCumulative },
        Harmless("a comment of 10 MB", script => script.PlayText([$": {LongText}\n\n", .. script.Frames.Select(frame => frame.Wire)])) with { Concerns = script => !script.IsLines },
        Harmless("NUL between frames", script => script.PlayText(["\0\0\n\n", .. script.Frames.Select(frame => frame.Wire + "\0\n\n")])) with { Concerns = script => !script.IsLines },
        Harmless("NUL at the beginning", script => script.PlayText(["\0", .. script.Frames.Select(frame => "\n" + frame.Wire)])) with { Concerns = script => !script.IsLines },
        Harmless("bytes that aren't UTF-8", script => script.PlayBytes(Replace(script, NoUtf8))) with { Text = _ => Encoding.UTF8.GetString(NoUtf8) },
        Harmless("Content-Length longer than the reply", script => script.Play(script.Frames) with { ContentLength = 50_000 }),
    ];

    private static Fault Cut(string name, Func<FormatScript, Reply> reply) =>
        new() { Name = name, Reply = reply, Error = _ => ChatErrorKind.IncompleteStream, MayPass = true };

    private static Fault Error(string name, Func<FormatScript, string> stream, Func<FormatScript, ChatErrorKind> kind) =>
        new() { Name = name, Reply = script => script.PlayText(stream(script)).Then(ReplyStep.Stall), Error = script => kind(script), IsAborted = true };

    private static Fault Broken(string name, Func<FormatScript, string> frame) => new()
    {
        Name = name,
        Reply = script => script.PlayText(BeginningOf(script), frame(script)).ThenFrames(script.Rest.Select(rest => rest.Wire)).Then(ReplyStep.Stall),
        Error = _ => ChatErrorKind.ProtocolError,
        Text = script => script.Part,
        IsAborted = true,
    };

    private static Fault Page(string name, string contentType, string text) =>
        new() { Name = name, Reply = _ => Reply.Text(200, contentType, text), Error = _ => ChatErrorKind.ProtocolError };

    private static Fault Harmless(string name, Func<FormatScript, Reply> reply) =>
        new() { Name = name, Reply = reply, Text = script => script.Text };

    private static string BeginningOf(FormatScript script) => string.Concat(script.Beginning.Select(frame => frame.Wire));

    // Each frame is flushed through the encoder, as services do it; what ends the format is missing.
    private static Reply Compressed(FormatScript script, IEnumerable<ScriptFrame> frames, int keep)
    {
        using var body = new MemoryStream();
        int end = 0;
        using (var encoder = new GZipStream(body, CompressionLevel.Fastest, leaveOpen: true))
        {
            foreach (var frame in frames)
            {
                end = (int)body.Length;
                encoder.Write(Encoding.UTF8.GetBytes(frame.Wire));
                encoder.Flush();
            }

            if (keep == 0)
                end = (int)body.Length;
        }

        return script.PlayBytes(body.ToArray().AsMemory(0, end + keep)).WithHeader("Content-Encoding", "gzip");
    }

    private static byte[] Replace(FormatScript script, byte[] text)
    {
        const string Mark = "MARK";
        byte[] stream = FormatScript.Bytes(script.GetFrames(Mark));
        var bytes = new List<byte>();
        for (int start = 0; start < stream.Length;)
        {
            int length = stream.AsSpan(start).IndexOf(Encoding.UTF8.GetBytes(Mark));
            bytes.AddRange(stream.AsSpan(start, length < 0 ? stream.Length - start : length));
            if (length < 0)
                break;

            bytes.AddRange(text);
            start += length + Mark.Length;
        }

        return [.. bytes];
    }
}
