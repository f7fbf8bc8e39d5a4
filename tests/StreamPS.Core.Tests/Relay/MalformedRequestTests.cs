using System;
using System.Linq;
using System.Threading.Tasks;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Relay;

/// <summary>What isn't HTTP as it has to be is refused with the right status, the connection is closed, and the relay goes on.</summary>
public sealed class MalformedRequestTests : RelayTest
{
    private const string Start = "POST /chat HTTP/1.1\r\nHost: localhost:PORT\r\nContent-Type: application/json\r\n";

    [Theory]
    [InlineData("GET / HTTP/1.1\nHost: localhost:PORT\n\n", 400, "A line of the request's head doesn't end with CR LF.")]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost:PORT\r\nA: 1\n\r\n", 400, "A line of the request's head doesn't end with CR LF.")]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost:PORT\r\nA: 1\rB: 2\r\n\r\n", 400, "The header A has a control character in it.")]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost:PORT\r\nA: 1\r\n  more\r\n\r\n", 400, "A header goes on in a second line, which HTTP no longer allows.")]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost:PORT\r\n Host: evil\r\n\r\n", 400, "A header goes on in a second line, which HTTP no longer allows.")]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost:PORT\r\nA : 1\r\n\r\n", 400, "A header has no name, or one with characters that HTTP doesn't allow.")]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost:PORT\r\n: 1\r\n\r\n", 400, "A header has no name, or one with characters that HTTP doesn't allow.")]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost:PORT\r\nno colon\r\n\r\n", 400, "A header has no name, or one with characters that HTTP doesn't allow.")]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost:PORT\r\nA\u00e9: 1\r\n\r\n", 400, "A header has no name, or one with characters that HTTP doesn't allow.")]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost:PORT\r\nA: \u0001\r\n\r\n", 400, "The header A has a control character in it.")]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost:PORT\r\nA: \u0000\r\n\r\n", 400, "The header A has a control character in it.")]
    [InlineData("GET / HTTP/1.1\r\n\r\n", 400, "The request has no Host header.")]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost:PORT\r\nhost: localhost:PORT\r\n\r\n", 400, "The header host stands there twice.")]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost:PORT\r\nOrigin: http://localhost:PORT\r\nOrigin: http://localhost:PORT\r\n\r\n", 400, "The header Origin stands there twice.")]
    [InlineData("GET /\r\nHost: localhost:PORT\r\n\r\n", 400, "The request's first line isn't METHOD TARGET HTTP/1.1.")]
    [InlineData("GET\r\nHost: localhost:PORT\r\n\r\n", 400, "The request's first line isn't METHOD TARGET HTTP/1.1.")]
    [InlineData("GET  / HTTP/1.1\r\nHost: localhost:PORT\r\n\r\n", 400, "Only visible ASCII characters can stand in the request's target.")]
    [InlineData("GET / x HTTP/1.1\r\nHost: localhost:PORT\r\n\r\n", 400, "Only visible ASCII characters can stand in the request's target.")]
    [InlineData("GET /\u00e9 HTTP/1.1\r\nHost: localhost:PORT\r\n\r\n", 400, "Only visible ASCII characters can stand in the request's target.")]
    [InlineData("GET /#top HTTP/1.1\r\nHost: localhost:PORT\r\n\r\n", 400, "Only visible ASCII characters can stand in the request's target.")]
    [InlineData("GET index.html HTTP/1.1\r\nHost: localhost:PORT\r\n\r\n", 400, "The request's target has to be a path.")]
    [InlineData("GET * HTTP/1.1\r\nHost: localhost:PORT\r\n\r\n", 400, "The request's target has to be a path.")]
    [InlineData("CONNECT localhost:1 HTTP/1.1\r\nHost: localhost:PORT\r\n\r\n", 400, "The request's target has to be a path.")]
    [InlineData("G(T / HTTP/1.1\r\nHost: localhost:PORT\r\n\r\n", 400, "The request's method isn't a word.")]
    [InlineData("GET / HTTP/1.1 \r\nHost: localhost:PORT\r\n\r\n", 400, "The request's first line doesn't end with HTTP/1.1.")]
    [InlineData("GET / http/1.1\r\nHost: localhost:PORT\r\n\r\n", 400, "The request's first line doesn't end with HTTP/1.1.")]
    [InlineData("GET / HTTP/11\r\nHost: localhost:PORT\r\n\r\n", 400, "The request's first line doesn't end with HTTP/1.1.")]
    [InlineData("GET / HTTP/2.0\r\nHost: localhost:PORT\r\n\r\n", 505, "Only HTTP/1.1 and HTTP/1.0 are spoken here.")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, "Only HTTP/1.1 and HTTP/1.0 are spoken here.")]
    [InlineData(Start + "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}", 400, "The header Content-Length stands there twice.")]
    [InlineData(Start + "Content-Length: 2, 2\r\n\r\n{}", 400, "The Content-Length isn't a number.")]
    [InlineData(Start + "Content-Length: +2\r\n\r\n{}", 400, "The Content-Length isn't a number.")]
    [InlineData(Start + "Content-Length: -1\r\n\r\n{}", 400, "The Content-Length isn't a number.")]
    [InlineData(Start + "Content-Length: 0x2\r\n\r\n{}", 400, "The Content-Length isn't a number.")]
    [InlineData(Start + "Content-Length: \r\n\r\n{}", 400, "The Content-Length isn't a number.")]
    [InlineData(Start + "Content-Length: 99999999999999999999999\r\n\r\n{}", 400, "The Content-Length isn't a number.")]
    [InlineData(Start + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", 400, "The request has both a Content-Length and a Transfer-Encoding.")]
    [InlineData(Start + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, "The header Transfer-Encoding stands there twice.")]
    [InlineData(Start + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501, "The only transfer encoding that is read here is chunked.")]
    [InlineData(Start + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 501, "The only transfer encoding that is read here is chunked.")]
    [InlineData("POST /chat HTTP/1.0\r\nHost: localhost:PORT\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, "HTTP/1.0 has no Transfer-Encoding.")]
    [InlineData(Start + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n", 400, "The size of a chunk of the body isn't a number.")]
    [InlineData(Start + "Transfer-Encoding: chunked\r\n\r\n\r\n", 400, "The size of a chunk of the body isn't a number.")]
    [InlineData(Start + "Transfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n", 400, "The size of a chunk of the body isn't a number.")]
    [InlineData(Start + "Transfer-Encoding: chunked\r\n\r\n 2\r\n{}\r\n", 400, "The size of a chunk of the body isn't a number.")]
    [InlineData(Start + "Transfer-Encoding: chunked\r\n\r\n000000002\r\n{}\r\n", 400, "The size of a chunk of the body has too many digits.")]
    [InlineData(Start + "Transfer-Encoding: chunked\r\n\r\n2\n{}\r\n0\r\n\r\n", 400, "A line between the chunks of the body doesn't end with CR LF.")]
    [InlineData(Start + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}x\r\n0\r\n\r\n", 400, "A chunk of the body is longer than it says.")]
    [InlineData(Start + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nbad trailer\r\n\r\n", 400, "A header has no name, or one with characters that HTTP doesn't allow.")]
    [InlineData(Start + "Content-Length: 2\r\nExpect: cake\r\n\r\n{}", 417, "The only expectation that can be met is 100-continue.")]
    [InlineData("\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\n", 400, "A line of the request's head doesn't end with CR LF.")]
    public async Task Is_refused(string request, int status, string message)
    {
        var relay = StartRelay();
        using var client = await RawClient.ConnectAsync(relay);
        await client.SendAsync(request.Replace("PORT", $"{relay.Port}", StringComparison.Ordinal));

        var answer = await client.ReadAnswerAsync();

        Assert.Equal((status, message), (answer.Status, answer.Error));
        Assert.Equal("close", answer.Header("Connection"));
        Assert.Equal("application/json; charset=utf-8", answer.Header("Content-Type"));
        Assert.True(await client.IsEndedAsync());
        Assert.Equal(message, relay.LastErrors[^1].Message);
        Assert.Equal(200, (await RawClient.AskAsync(relay, $"GET / HTTP/1.1\r\nHost: localhost:{relay.Port}\r\n\r\n")).Status);
        Assert.Empty(Server.Requests);
    }

    [Fact]
    public async Task Whole_addresses_and_leading_line_ends_are_taken()
    {
        var relay = StartRelay();
        string host = $"localhost:{relay.Port}";

        Assert.Equal(200, (await RawClient.AskAsync(relay, $"\r\nGET http://{host}/?a=b HTTP/1.1\r\nHost: {host}\r\n\r\n")).Status);
        Assert.Equal(200, (await RawClient.AskAsync(relay, $"GET http://{host}?a=b HTTP/1.1\r\nHost: {host}\r\n\r\n")).Status);
        Assert.Equal(421, (await RawClient.AskAsync(relay, $"GET http://evil.example/ HTTP/1.1\r\nHost: {host}\r\n\r\n")).Status);
    }

    [Fact]
    public async Task A_request_that_comes_byte_by_byte_is_read()
    {
        Server.Respond(Answer("Hi"));
        var relay = StartRelay();
        using var client = await RawClient.ConnectAsync(relay);
        string request = $"POST /stream-chat HTTP/1.1\r\nHost: localhost:{relay.Port}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "5;a=b\r\n{\"mes\r\n00e\r\nsage\":\"Hello\"}\r\n0\r\nA-Trailer: yes\r\n\r\n";

        foreach (char next in request)
            await client.SendAsync(next.ToString());

        Assert.Equal("Hi", (await client.ReadAnswerAsync()).Body);
        Assert.Equal("Hello", Server.Requests.Single().Json.GetProperty("messages")[0].GetProperty("content").GetString());
    }
}
