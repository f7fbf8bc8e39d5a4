using System.Net;
using System.Text;
using StreamPS.Protocols;
using Xunit;

namespace StreamPS.Tests.Protocols;

/// <summary>Errors of OpenAI's Responses: there are several shapes, and all of them end the stream.</summary>
public sealed class ResponsesErrorTests
{
    [Theory]
    [InlineData("""{"type":"error","sequence_number":2,"code":"rate_limit_exceeded","message":"Slow","param":null}""", "Slow", "rate_limit_exceeded", ChatErrorKind.RateLimited)]
    [InlineData("""{"type":"error","sequence_number":2,"error":{"type":"insufficient_quota","code":"insufficient_quota","message":"Pay","param":null}}""", "Pay", "insufficient_quota", ChatErrorKind.QuotaExceeded)]
    [InlineData("""{"type":"response.failed","sequence_number":3,"response":{"id":"resp_1","status":"failed","error":{"code":"insufficient_quota","message":"Pay"},"usage":null}}""", "Pay", "insufficient_quota", ChatErrorKind.QuotaExceeded)]
    [InlineData("""{"type":"response.failed","response":{"error":{"code":"server_error","message":"Boom"}}}""", "Boom", "server_error", ChatErrorKind.ServiceError)]
    [InlineData("""{"type":"response.failed","response":{"error":{"code":"invalid_prompt","message":"No"}}}""", "No", "invalid_prompt", ChatErrorKind.InvalidRequest)]
    [InlineData("""{"type":"response.failed","response":{"error":{"code":"bio_policy","message":"No"}}}""", "No", "bio_policy", ChatErrorKind.ContentFiltered)]
    [InlineData("""{"type":"response.failed","response":{"error":"words"}}""", "words", null, ChatErrorKind.ServiceError)]
    [InlineData("""{"type":"response.failed","response":{"error":null}}""", null, null, ChatErrorKind.ServiceError)]
    [InlineData("""{"type":"response.failed"}""", null, null, ChatErrorKind.ServiceError)]
    [InlineData("""{"error":{"message":"Boom","code":503}}""", "Boom", "503", ChatErrorKind.Overloaded)]
    [InlineData("""{"type":"response.output_text.delta","delta":"x","error":{"message":"Boom"}}""", "Boom", null, ChatErrorKind.ServiceError)]
    [InlineData("""{"error":"Boom"}""", "Boom", null, ChatErrorKind.ServiceError)]
    [InlineData("""{"code":"InvalidParameter","message":"No"}""", "No", "InvalidParameter", ChatErrorKind.InvalidRequest)]
    [InlineData("""[{"error":{"message":"Boom","code":"x"}}]""", "Boom", "x", ChatErrorKind.ServiceError)]
    public void An_error_ends_the_stream_at_any_time(string frame, string? message, string? code, ChatErrorKind kind)
    {
        foreach (bool isFirst in new[] { true, false })
        {
            var decoding = new FormatDecoding(new ResponsesDecoder());
            if (!isFirst)
                decoding.AddFrames(ResponsesSamples.Delta("\"so far\""));
            decoding.AddFrames(frame, ResponsesSamples.Completed);

            Assert.Equal((message, code), (decoding.Error?.Message, decoding.Error?.Code));
            Assert.Equal(kind, decoding.ErrorKind);
            Assert.Equal(isFirst ? "" : "so far", decoding.Content);
            Assert.False(decoding.HasEnded);
        }
    }

    [Theory]
    [InlineData("""{"error":{"message":"Boom","code":"x"}}""", "Boom")]
    [InlineData("just words", "just words")]
    public void An_event_may_be_named_an_error(string data, string message)
    {
        var decoding = new FormatDecoding(new ResponsesDecoder()).AddStream($"event: error\ndata: {data}\n\n");

        Assert.Equal(message, decoding.Error?.Message);
    }

    [Fact]
    public void What_a_failed_reply_has_cost_is_known()
    {
        var decoding = new FormatDecoding(new ResponsesDecoder())
            .AddFrames("""{"type":"response.failed","response":{"error":{"code":"server_error","message":"Boom"},"usage":{"input_tokens":5,"output_tokens":1,"total_tokens":6}}}""");

        Assert.Equal("5 + 1 = 6", decoding.Completion.Usage?.ToString());
    }

    [Theory]
    [InlineData("""{"id":"resp_1","object":"response","status":"failed","output":[],"error":{"code":"server_error","message":"Boom"}}""", "Boom")]
    [InlineData("""{"status":"failed","output":[],"error":null}""", null)]
    [InlineData("""{"error":{"message":"Boom","type":"invalid_request_error"}}""", "Boom")]
    [InlineData("""[{"error":{"message":"Boom"}}]""", "Boom")]
    [InlineData("""{"message":"Boom"}""", "Boom")]
    public void A_document_may_be_an_error(string document, string? message)
    {
        var decoding = new FormatDecoding(new ResponsesDecoder()).AddDocument(document);

        Assert.NotNull(decoding.Error);
        Assert.Equal(message, decoding.Error.Message);
        Assert.False(decoding.HasEnded);
    }

    [Theory]
    [InlineData(400, "invalid_request_error", "context_length_exceeded", ChatErrorKind.ContextLengthExceeded)]
    [InlineData(401, "invalid_request_error", "invalid_api_key", ChatErrorKind.Unauthorized)]
    [InlineData(404, "invalid_request_error", "model_not_found", ChatErrorKind.ModelNotFound)]
    [InlineData(429, "insufficient_quota", "insufficient_quota", ChatErrorKind.QuotaExceeded)]
    [InlineData(429, "requests", "rate_limit_exceeded", ChatErrorKind.RateLimited)]
    [InlineData(500, "server_error", "server_error", ChatErrorKind.ServiceError)]
    public void An_error_answer_has_a_kind(int status, string type, string code, ChatErrorKind kind)
    {
        var error = ServiceErrorReader.Read(Encoding.UTF8.GetBytes($$$"""{"error":{"message":"m","type":"{{{type}}}","param":null,"code":"{{{code}}}"}}"""));

        Assert.Equal((code, kind), (error.Code, ServiceErrorKinds.Of((HttpStatusCode)status, error)));
    }
}
