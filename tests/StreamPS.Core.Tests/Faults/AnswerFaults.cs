using System.Collections.Generic;
using System.Linq;
using System.Net.Mime;
using StreamPS.LoopbackServer;

namespace StreamPS.Tests.Faults;

/// <summary>Answers with an error's status, and with every kind of body that services and what stands before them send.</summary>
internal static class AnswerFaults
{
    private static readonly (string Name, string ContentType, string Body)[] Bodies =
    [
        ("OpenAI's JSON", MediaTypeNames.Application.Json, """{"error":{"message":"Busy","type":"server_error","param":null,"code":null}}"""),
        ("flat JSON", MediaTypeNames.Application.Json, """{"code":"Oops","message":"Busy","request_id":"r1"}"""),
        ("an error that is a string", MediaTypeNames.Application.Json, """{"error":"Busy"}"""),
        ("an array", MediaTypeNames.Application.Json, """[{"error":{"message":"Busy","status":"OOPS"}}]"""),
        ("nothing", MediaTypeNames.Text.Plain, ""),
        ("a web page", MediaTypeNames.Text.Html, "<html><head><title>Busy</title></head><body><h1>503</h1></body></html>"),
        ("words", MediaTypeNames.Text.Plain, "Busy\n"),
        ("half of a JSON", MediaTypeNames.Application.Json, """{"error":{"message":"Bu"""),
        ("JSON of 100,000 levels", MediaTypeNames.Application.Json, string.Concat(Enumerable.Repeat("[", 100_000))),
        ("a web page of tags that aren't closed", MediaTypeNames.Text.Html, string.Concat(Enumerable.Repeat("<script <", 8_000))),
        ("NUL bytes", MediaTypeNames.Application.Octet, new string('\0', 5000)),
    ];

    public static IReadOnlyList<Fault> All { get; } =
    [
        .. Bodies.SelectMany(body => Both(body.Name, Reply.Text(503, body.ContentType, body.Body))),
        .. Both("random bytes", new Reply { ContentType = MediaTypeNames.Application.Octet, Steps = [ReplyStep.Write(RandomBytes())] }),
        .. Both("10 MB", Reply.Text(503, MediaTypeNames.Text.Plain, new string('x', 10_000_000))),
        .. Both("a body that breaks off", Reply.Text(503, MediaTypeNames.Application.Json, """{"error":{"message":"Bu""").Then(ReplyStep.Reset)),
    ];

    private static Fault[] Both(string body, Reply reply)
    {
        return [Create(503, ChatErrorKind.Overloaded), Create(400, ChatErrorKind.InvalidRequest)];

        Fault Create(int status, ChatErrorKind error) => new()
        {
            Name = $"status {status} with {body}",
            Reply = _ => reply with { StatusCode = status },
            Error = _ => error,
            MayPass = status == 503,
            // There is no frame in it that could be cumulative.
            Concerns = script => !script.IsCumulative,
        };
    }

    private static byte[] RandomBytes()
    {
        byte[] bytes = new byte[4096];
        new System.Random(1).NextBytes(bytes);
        return bytes;
    }
}
