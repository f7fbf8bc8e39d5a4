using System.Net;
using System.Text;
using StreamPS.Protocols;
using Xunit;

namespace StreamPS.Tests.Protocols;

/// <summary>Anthropic's errors, as the answer and in the middle of a stream.</summary>
public sealed class AnthropicErrorTests
{
    private const string Beginning = """
        event: content_block_delta
        data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"so far"}}


        """;

    [Theory]
    [InlineData("event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"},\"request_id\":\"req_1\"}\n\n", "Overloaded", "overloaded_error", ChatErrorKind.Overloaded)]
    [InlineData("data: {\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"Internal server error\"}}\n\n", "Internal server error", "api_error", ChatErrorKind.ServiceError)]
    [InlineData("data: {\"type\":\"error\",\"error\":{\"type\":\"timeout_error\",\"message\":\"Late\"}}\n\n", "Late", "timeout_error", ChatErrorKind.ServiceError)]
    [InlineData("data: {\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"message\":\"Slow down\"}}\n\n", "Slow down", "rate_limit_error", ChatErrorKind.RateLimited)]
    [InlineData("data: {\"type\":\"error\",\"error\":{\"type\":\"billing_error\",\"message\":\"Pay\"}}\n\n", "Pay", "billing_error", ChatErrorKind.QuotaExceeded)]
    [InlineData("data: {\"type\":\"error\",\"error\":{\"type\":\"request_too_large\",\"message\":\"Big\"}}\n\n", "Big", "request_too_large", ChatErrorKind.InvalidRequest)]
    [InlineData("data: {\"type\":\"error\",\"error\":{\"type\":\"not_found_error\",\"message\":\"model: x\"}}\n\n", "model: x", "not_found_error", ChatErrorKind.ModelNotFound)]
    [InlineData("data: {\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n", "Overloaded", "overloaded_error", ChatErrorKind.Overloaded)]
    [InlineData("data: [{\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}]\n\n", "Overloaded", "overloaded_error", ChatErrorKind.Overloaded)]
    [InlineData("event: error\ndata: just words\n\n", "just words", null, ChatErrorKind.ServiceError)]
    [InlineData("event: error\ndata: {\"error\":{\"message\":\"boom\"}}\n\n", "boom", null, ChatErrorKind.ServiceError)]
    public void An_error_ends_the_stream_at_any_time(string frame, string message, string? code, ChatErrorKind kind)
    {
        foreach (string before in new[] { "", Beginning })
        {
            var decoding = new FormatDecoding(new AnthropicDecoder()).AddStream(before + frame + "data: {\"type\":\"message_stop\"}\n\n");

            Assert.Equal((message, code), (decoding.Error?.Message, decoding.Error?.Code));
            Assert.Equal(kind, decoding.ErrorKind);
            Assert.Equal(before.Length == 0 ? "" : "so far", decoding.Content);
            Assert.False(decoding.HasEnded);
        }
    }

    [Theory]
    [InlineData(400, "invalid_request_error", "max_tokens: required", ChatErrorKind.InvalidRequest)]
    [InlineData(400, "invalid_request_error", "prompt is too long: 200001 tokens > 200000 maximum", ChatErrorKind.ContextLengthExceeded)]
    [InlineData(400, "invalid_request_error", "input length and `max_tokens` exceed context limit: 1 + 2 > 2", ChatErrorKind.ContextLengthExceeded)]
    [InlineData(400, "invalid_request_error", "Your credit balance is too low to access the Anthropic API.", ChatErrorKind.QuotaExceeded)]
    [InlineData(401, "authentication_error", "invalid x-api-key", ChatErrorKind.Unauthorized)]
    [InlineData(402, "billing_error", "Pay", ChatErrorKind.QuotaExceeded)]
    [InlineData(403, "permission_error", "No", ChatErrorKind.Forbidden)]
    [InlineData(404, "not_found_error", "model: claude-9", ChatErrorKind.ModelNotFound)]
    [InlineData(404, "not_found_error", "Not found", ChatErrorKind.InvalidRequest)]
    [InlineData(409, "conflict_error", "Busy", ChatErrorKind.ServiceError)]
    [InlineData(413, "request_too_large", "Request exceeds the maximum size", ChatErrorKind.InvalidRequest)]
    [InlineData(429, "rate_limit_error", "Slow down", ChatErrorKind.RateLimited)]
    [InlineData(500, "api_error", "Internal server error", ChatErrorKind.ServiceError)]
    [InlineData(504, "timeout_error", "Late", ChatErrorKind.ServiceError)]
    [InlineData(529, "overloaded_error", "Overloaded", ChatErrorKind.Overloaded)]
    public void An_error_answer_has_a_kind(int status, string type, string message, ChatErrorKind kind)
    {
        var error = ServiceErrorReader.Read(Encoding.UTF8.GetBytes($$$"""{"type":"error","error":{"type":"{{{type}}}","message":"{{{message}}}"},"request_id":"req_1"}"""));

        Assert.Equal((message, type), (error.Message, error.Code));
        Assert.Equal(kind, ServiceErrorKinds.Of((HttpStatusCode)status, error));
    }

    [Fact]
    public void A_body_of_status_200_that_is_an_error_is_one()
    {
        var decoding = new FormatDecoding(new AnthropicDecoder()).AddDocument("""{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""");

        Assert.Equal(ChatErrorKind.Overloaded, decoding.ErrorKind);
        Assert.False(decoding.HasEnded);
    }
}
