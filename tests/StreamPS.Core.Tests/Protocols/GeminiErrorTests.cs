using System.Net;
using System.Text;
using StreamPS.Protocols;
using Xunit;

namespace StreamPS.Tests.Protocols;

/// <summary>Gemini's errors, as the answer and in the middle of a stream, alone and in an array.</summary>
public sealed class GeminiErrorTests
{
    [Theory]
    [InlineData("""{"error":{"code":429,"message":"Slow","status":"RESOURCE_EXHAUSTED","details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"34.4s"}]}}""", "Slow", "RESOURCE_EXHAUSTED", ChatErrorKind.RateLimited)]
    [InlineData("""[{"error":{"code":503,"message":"Busy","status":"UNAVAILABLE"}}]""", "Busy", "UNAVAILABLE", ChatErrorKind.Overloaded)]
    [InlineData("""{"error":{"code":400,"message":"No","status":"INVALID_ARGUMENT"}}""", "No", "INVALID_ARGUMENT", ChatErrorKind.InvalidRequest)]
    [InlineData("""{"error":{"message":"No","status":"FAILED_PRECONDITION"}}""", "No", "FAILED_PRECONDITION", ChatErrorKind.InvalidRequest)]
    [InlineData("""{"error":{"message":"Late","status":"DEADLINE_EXCEEDED"}}""", "Late", "DEADLINE_EXCEEDED", ChatErrorKind.ServiceError)]
    [InlineData("""{"error":{"code":500,"message":"Boom","status":"INTERNAL"}}""", "Boom", "INTERNAL", ChatErrorKind.ServiceError)]
    [InlineData("""{"error":"Boom"}""", "Boom", null, ChatErrorKind.ServiceError)]
    [InlineData("""{"message":"Boom"}""", "Boom", null, ChatErrorKind.ServiceError)]
    public void An_error_ends_the_stream_at_any_time(string frame, string message, string? code, ChatErrorKind kind)
    {
        foreach (bool isFirst in new[] { true, false })
        {
            var decoding = new FormatDecoding(new GeminiDecoder());
            if (!isFirst)
                decoding.AddFrames(GeminiSamples.Frame("""{"text":"so far"}"""));
            decoding.AddFrames(frame, GeminiSamples.Finish("STOP"));

            Assert.Equal((message, code, kind), (decoding.Error?.Message, decoding.Error?.Code, decoding.ErrorKind));
            Assert.Equal(isFirst ? "" : "so far", decoding.Content);
            Assert.False(decoding.HasEnded);
        }

        var document = new FormatDecoding(new GeminiDecoder()).AddDocument(frame);
        Assert.Equal((message, code), (document.Error?.Message, document.Error?.Code));
        Assert.False(document.HasEnded);
    }

    [Fact]
    public void An_event_may_be_named_an_error() =>
        Assert.Equal("just words", new FormatDecoding(new GeminiDecoder()).AddStream("event: error\ndata: just words\n\n").Error?.Message);

    [Theory]
    [InlineData(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.", ChatErrorKind.Unauthorized)]
    [InlineData(400, "INVALID_ARGUMENT", "Invalid JSON payload received. Unknown name \"x\"", ChatErrorKind.InvalidRequest)]
    [InlineData(400, "INVALID_ARGUMENT", "The input token count (1048577) exceeds the maximum number of tokens allowed (1048576).", ChatErrorKind.ContextLengthExceeded)]
    [InlineData(400, "FAILED_PRECONDITION", "User location is not supported for the API use.", ChatErrorKind.InvalidRequest)]
    [InlineData(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.", ChatErrorKind.Unauthorized)]
    [InlineData(403, "PERMISSION_DENIED", "No", ChatErrorKind.Forbidden)]
    [InlineData(404, "NOT_FOUND", "models/x is not found for API version v1beta", ChatErrorKind.ModelNotFound)]
    [InlineData(429, "RESOURCE_EXHAUSTED", "You exceeded your current quota", ChatErrorKind.RateLimited)]
    [InlineData(500, "INTERNAL", "Boom", ChatErrorKind.ServiceError)]
    [InlineData(503, "UNAVAILABLE", "The model is overloaded.", ChatErrorKind.Overloaded)]
    [InlineData(504, "DEADLINE_EXCEEDED", "Late", ChatErrorKind.ServiceError)]
    public void An_error_answer_has_a_kind_alone_and_in_an_array(int status, string code, string message, ChatErrorKind kind)
    {
        string body = $$$"""{"error":{"code":{{{status}}},"message":{{{System.Text.Json.JsonSerializer.Serialize(message)}}},"status":"{{{code}}}","details":[]}}""";
        foreach (string answer in new[] { body, $"[{body}\n]" })
        {
            var error = ServiceErrorReader.Read(Encoding.UTF8.GetBytes(answer));

            Assert.Equal((message, code, kind), (error.Message, error.Code, ServiceErrorKinds.Of((HttpStatusCode)status, error)));
            Assert.Equal(kind, ServiceErrorKinds.Of(HttpStatusCode.OK, error));
        }
    }
}
