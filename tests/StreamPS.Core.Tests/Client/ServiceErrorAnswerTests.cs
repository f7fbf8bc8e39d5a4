using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Threading.Tasks;
using StreamPS.LoopbackServer;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Client;

/// <summary>Error statuses with the bodies that services send, and what they mean.</summary>
public sealed class ServiceErrorAnswerTests : ServerTest
{
    [Theory]
    // OpenAI
    [InlineData(400, """{"error":{"message":"m","type":"invalid_request_error","param":"x","code":null}}""", ChatErrorKind.InvalidRequest, "invalid_request_error")]
    [InlineData(400, """{"error":{"message":"This model's maximum context length is 8192 tokens.","type":"invalid_request_error","code":"context_length_exceeded"}}""", ChatErrorKind.ContextLengthExceeded, "context_length_exceeded")]
    [InlineData(401, """{"error":{"message":"m","type":"invalid_request_error","param":null,"code":"invalid_api_key"}}""", ChatErrorKind.Unauthorized, "invalid_api_key")]
    [InlineData(404, """{"error":{"message":"The model `gpt-9` does not exist","type":"invalid_request_error","code":"model_not_found"}}""", ChatErrorKind.ModelNotFound, "model_not_found")]
    [InlineData(429, """{"error":{"message":"m","type":"requests","code":"rate_limit_exceeded"}}""", ChatErrorKind.RateLimited, "rate_limit_exceeded")]
    [InlineData(429, """{"error":{"message":"m","type":"insufficient_quota","code":"insufficient_quota"}}""", ChatErrorKind.QuotaExceeded, "insufficient_quota")]
    [InlineData(500, """{"error":{"message":"m","type":"server_error","code":null}}""", ChatErrorKind.ServiceError, "server_error")]
    [InlineData(503, """{"error":{"message":"m","type":"server_error","code":null}}""", ChatErrorKind.Overloaded, "server_error")]
    // Moonshot
    [InlineData(400, """{"error":{"type":"content_filter","message":"m"}}""", ChatErrorKind.ContentFiltered, "content_filter")]
    [InlineData(400, """{"error":{"type":"invalid_request_error","message":"Input token length too long, exceeded model token limit: 8192"}}""", ChatErrorKind.ContextLengthExceeded, "invalid_request_error")]
    [InlineData(401, """{"error":{"type":"invalid_authentication_error","message":"m"}}""", ChatErrorKind.Unauthorized, "invalid_authentication_error")]
    [InlineData(403, """{"error":{"type":"exceeded_current_quota_error","message":"m"}}""", ChatErrorKind.QuotaExceeded, "exceeded_current_quota_error")]
    [InlineData(404, """{"error":{"type":"resource_not_found_error","message":"Not found the model kimi-9 or Permission denied"}}""", ChatErrorKind.ModelNotFound, "resource_not_found_error")]
    [InlineData(429, """{"error":{"type":"rate_limit_reached_error","message":"m"}}""", ChatErrorKind.RateLimited, "rate_limit_reached_error")]
    [InlineData(429, """{"error":{"type":"engine_overloaded_error","message":"m"}}""", ChatErrorKind.Overloaded, "engine_overloaded_error")]
    [InlineData(429, """{"error":{"type":"exceeded_current_quota_error","message":"m"}}""", ChatErrorKind.QuotaExceeded, "exceeded_current_quota_error")]
    // DashScope
    [InlineData(400, """{"code":"InvalidParameter","message":"m","request_id":"r"}""", ChatErrorKind.InvalidRequest, "InvalidParameter")]
    [InlineData(400, """{"code":"Arrearage","message":"m","request_id":"r"}""", ChatErrorKind.QuotaExceeded, "Arrearage")]
    [InlineData(400, """{"code":"DataInspectionFailed","message":"m","request_id":"r"}""", ChatErrorKind.ContentFiltered, "DataInspectionFailed")]
    [InlineData(401, """{"code":"InvalidApiKey","message":"m","request_id":"r"}""", ChatErrorKind.Unauthorized, "InvalidApiKey")]
    [InlineData(403, """{"code":"AccessDenied","message":"m","request_id":"r"}""", ChatErrorKind.Forbidden, "AccessDenied")]
    [InlineData(404, """{"code":"ModelNotFound","message":"m","request_id":"r"}""", ChatErrorKind.ModelNotFound, "ModelNotFound")]
    [InlineData(429, """{"code":"Throttling.RateQuota","message":"m","request_id":"r"}""", ChatErrorKind.RateLimited, "Throttling.RateQuota")]
    [InlineData(500, """{"code":"InternalError","message":"m","request_id":"r"}""", ChatErrorKind.ServiceError, "InternalError")]
    // Others
    [InlineData(402, """{"error":{"message":"Insufficient Balance","type":"unknown_error","param":null,"code":"invalid_request_error"}}""", ChatErrorKind.QuotaExceeded, "invalid_request_error")]
    [InlineData(403, """{"error":{"code":403,"message":"Your input was flagged","metadata":{}}}""", ChatErrorKind.Forbidden, "403")]
    [InlineData(404, """{"detail":"Not Found"}""", ChatErrorKind.InvalidRequest, null)]
    [InlineData(422, """{"detail":[{"loc":["body"],"msg":"field required"}]}""", ChatErrorKind.InvalidRequest, null)]
    [InlineData(429, """{"message":"slow down"}""", ChatErrorKind.RateLimited, null)]
    [InlineData(429, "", ChatErrorKind.RateLimited, null)]
    [InlineData(500, """{"error":"out of memory"}""", ChatErrorKind.ServiceError, null)]
    [InlineData(502, "<html><title>502 Bad Gateway</title></html>", ChatErrorKind.ServiceError, null)]
    [InlineData(529, """{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""", ChatErrorKind.Overloaded, "overloaded_error")]
    public async Task An_error_status_means_what_its_body_says(int status, string body, ChatErrorKind kind, string? code)
    {
        var exception = Assert.IsType<ChatServiceException>(await FailAsync(Reply.Json(status, body)));

        Assert.Equal(kind, exception.Kind);
        Assert.Equal((HttpStatusCode)status, exception.StatusCode);
        Assert.Equal(code, exception.ServiceCode);
        Assert.Equal(ChatCompletionStatus.Failed, exception.Completion?.Status);
        Assert.Same(exception, exception.Completion?.Error);
        Assert.Null(exception.RetryAfter);
        Assert.Single(Server.Requests);
    }

    [Theory]
    [InlineData("""{"error":{"message":"Invalid Authentication","type":"invalid_authentication_error"}}""", "Custom answered with an error (HTTP 401, invalid_authentication_error): Invalid Authentication")]
    [InlineData("""{"error":"no"}""", "Custom answered with an error (HTTP 401): no")]
    [InlineData("", "Custom answered with an error (HTTP 401): it gave no reason")]
    [InlineData("<html><head><title>Log in</title></head></html>", "Custom answered with an error (HTTP 401): Log in")]
    [InlineData("plain words", "Custom answered with an error (HTTP 401): plain words")]
    public async Task The_message_has_the_status_the_code_and_the_services_words(string body, string message) =>
        Assert.Equal(message, (await FailAsync(Reply.Text(401, "text/plain", body))).Message);

    [Theory]
    [InlineData("7", 7.0)]
    [InlineData("0", 0.0)]
    [InlineData("Fri, 02 Jan 2026 03:04:35 GMT", 30.0)]
    [InlineData("Fri, 02 Jan 2026 03:00:00 GMT", 0.0)]
    [InlineData("soon", null)]
    public async Task The_wait_asked_for_is_read_as_seconds_or_as_a_date(string header, double? seconds)
    {
        Server.Respond(Reply.Json(429, """{"error":{"message":"slow down"}}""").WithHeader("Retry-After", header));

        var exception = Assert.IsType<ChatServiceException>(await FailAsync(CreateClient(new ChatClientOptions { Retry = ChatRetryOptions.None, Clock = new ManualClock() })));

        Assert.Equal(seconds, exception.RetryAfter?.TotalSeconds);
    }

    [Theory]
    [InlineData(400, "id:1\nevent:error\n:HTTP_STATUS/400\ndata:{\"code\":\"InvalidParameter\",\"message\":\"m\",\"request_id\":\"r\"}\n\n", ChatErrorKind.InvalidRequest, "InvalidParameter", "m")]
    [InlineData(429, "\uFEFFid:1\r\nevent:error\r\nstatus:429\r\ndata:{\"code\":\"Throttling.RateQuota\",\"message\":\"m\"}", ChatErrorKind.RateLimited, "Throttling.RateQuota", "m")]
    [InlineData(503, ": ping\n\ndata: {\"choices\":[]}\n\ndata: {\"error\":{\"message\":\"m\",\"type\":\"engine_overloaded_error\"}}\n\ndata: [DONE]\n\n", ChatErrorKind.Overloaded, "engine_overloaded_error", "m")]
    [InlineData(401, "data: {\ndata: \"error\": {\"message\": \"m\", \"code\": \"invalid_api_key\"}\ndata: }\n\n", ChatErrorKind.Unauthorized, "invalid_api_key", "m")]
    [InlineData(500, "event:error\ndata:Response timeout.\n\n", ChatErrorKind.ServiceError, null, "Response timeout.")]
    [InlineData(500, "Something broke:\ndata: 7 rows lost", ChatErrorKind.ServiceError, null, "Something broke: data: 7 rows lost")]
    public async Task An_error_answer_may_be_an_event_stream(int status, string body, ChatErrorKind kind, string? code, string message)
    {
        var exception = Assert.IsType<ChatServiceException>(await FailAsync(Reply.Text(status, "text/event-stream", body)));

        Assert.Equal((kind, code, message), (exception.Kind, exception.ServiceCode, exception.ServiceMessage));
    }

    [Theory]
    [InlineData(429, "")]
    [InlineData(200, "")]
    [InlineData(200, "data: {\"choices\":[{\"delta\":{\"content\":\"part\"}}]}\n\ndata: ")]
    public async Task The_wait_asked_for_may_stand_in_the_error(int status, string before)
    {
        const string Body = """{"error":{"code":429,"message":"m","status":"RESOURCE_EXHAUSTED","details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"34.5s"}]}}""";
        var reply = Reply.Text(status, "text/plain", before + Body + "\n\n");

        Assert.Equal(34.5, (await FailAsync(reply)).RetryAfter?.TotalSeconds);
        Assert.Equal(7, (await FailAsync(reply.WithHeader("Retry-After", "7"))).RetryAfter?.TotalSeconds);
    }

    [Theory]
    [InlineData(500, """{"code":"InternalError","message":"m","request_id":"req-KEY"}""")]
    [InlineData(200, """{"type":"error","error":{"type":"api_error","message":"m"},"request_id":"req-KEY"}""")]
    [InlineData(200, "data: {\"error\":{\"message\":\"m\"},\"request_id\":\"req-KEY\"}\n\n")]
    public async Task The_request_id_may_stand_in_the_error(int status, string body)
    {
        var reply = Reply.Text(status, "text/plain", body.Replace("KEY", Key, StringComparison.Ordinal));

        var inBody = await FailAsync(reply);
        var inHeader = await FailAsync(reply.WithHeader("x-request-id", "req-42"));

        Assert.Equal(("req-****", "req-****"), (inBody.RequestId, inBody.Completion?.RequestId));
        Assert.Equal(("req-42", "req-42"), (inHeader.RequestId, inHeader.Completion?.RequestId));
    }

    [Fact]
    public async Task A_spending_limit_is_a_quota_that_waiting_does_not_help()
    {
        var exception = await FailAsync(Reply.Json(429, """{"type":"error","error":{"type":"rate_limit_error","message":"m","details":{"error_code":"enforced_spend_limit_reached"}},"request_id":"r"}"""));

        Assert.Equal((ChatErrorKind.QuotaExceeded, "enforced_spend_limit_reached", false), (exception.Kind, exception.ServiceCode, exception.IsTransient));
    }

    [Theory]
    [InlineData("x-request-id")]
    [InlineData("Msh-Request-Id")]
    [InlineData("apim-request-id")]
    public async Task The_request_id_is_found_in_the_headers_of_services(string header)
    {
        var exception = await FailAsync(Reply.Json(500, """{"error":"x"}""").WithHeader(header, "req-42"));

        Assert.Equal("req-42", exception.RequestId);
        Assert.Equal("req-42", exception.Completion?.RequestId);
    }

    [Fact]
    public async Task A_redirect_status_without_an_address_is_an_error()
    {
        var exception = await FailAsync(Reply.Text(302, "text/html", "moved"));

        Assert.Equal(ChatErrorKind.ProtocolError, exception.Kind);
    }

    [Fact]
    public async Task A_huge_error_page_is_read_in_part()
    {
        var exception = await FailAsync(Reply.Text(500, "text/plain", string.Concat(Enumerable.Repeat("word ", 1_000_000))));

        Assert.Equal($"Custom answered with an error (HTTP 500): {string.Concat(Enumerable.Repeat("word ", 60)).TrimEnd()}…", exception.Message);
    }

    [Fact]
    public async Task An_error_whose_body_breaks_off_is_that_error_all_the_same()
    {
        var exception = Assert.IsType<ChatServiceException>(await FailAsync(
            Reply.Text(429, "application/json", "{\"error\":{\"mess") with { ContentLength = 1000 }));

        Assert.Equal(ChatErrorKind.RateLimited, exception.Kind);
    }

    [Theory]
    [InlineData(401, """{"error":{"message":"Incorrect API key provided: KEY. Bearer KEY","type":"KEY"}}""")]
    [InlineData(401, """{"error":{"message":"Incorrect API key provided: \u0073k-test-0123456789abcdef","code":"\u0073k-test-0123456789abcdef"}}""")]
    [InlineData(401, "<html><title>KEY</title></html>")]
    [InlineData(401, "key=KEY&x=1")]
    [InlineData(200, "<html><title>KEY</title></html>")]
    [InlineData(200, "your key is KEY")]
    [InlineData(200, """{"echo":"KEY"}""")]
    [InlineData(200, """{"echo":"KEY""")]
    [InlineData(200, "data: {\"error\":{\"message\":\"bad key KEY\",\"type\":\"KEY\"}}\n\n")]
    [InlineData(200, "data: {\"choices\":[KEY\n\n")]
    [InlineData(200, "error: {\"code\":\"KEY\",\"message\":\"KEY\"}\n\n")]
    public async Task The_key_is_never_shown_even_if_the_service_repeats_it(int status, string body)
    {
        var exception = await FailAsync(Reply.Text(status, "text/plain", body.Replace("KEY", Key, StringComparison.Ordinal)));

        AssertKeyIsHidden(exception);
        Assert.Contains("****", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, "PADDING KEY")]
    [InlineData(200, "PADDING KEY")]
    [InlineData(200, "<title>PADDING KEY</title>")]
    [InlineData(200, "data: [PADDING KEY\n\n")]
    public async Task A_key_is_not_shown_in_part_where_a_long_text_is_cut(int status, string body)
    {
        for (int length = 290; length < 300; length++)
        {
            string padded = body.Replace("PADDING", new string('x', length), StringComparison.Ordinal).Replace("KEY", Key, StringComparison.Ordinal);
            var exception = await FailAsync(Reply.Text(status, "text/plain", padded));

            Assert.DoesNotContain("sk-", exception.ToString(), StringComparison.Ordinal);
            Assert.Contains("xxx", exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Secrets_in_own_headers_are_never_shown_either()
    {
        Server.Respond(Reply.Json(401, """{"error":"you sent azure-secret-1 and other-secret-2 and third-secret-3, but not public"}"""));
        var client = CreateClient(new ChatClientOptions
        {
            Headers = new Dictionary<string, string> { ["api-key"] = "azure-secret-1", ["Authorization"] = "Token other-secret-2", ["Cookie"] = "third-secret-3", ["X-Title"] = "public" },
        });

        var exception = await FailAsync(client);

        Assert.Equal("Custom answered with an error (HTTP 401): you sent **** and **** and ****, but not public", exception.Message);
    }

    [Fact]
    public async Task The_key_is_in_no_message_of_a_connection_that_fails()
    {
        var client = new ChatClient(
            ChatProvider.FromBaseUri(new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Get()}/v1"))),
            new ChatClientOptions { Retry = ChatRetryOptions.None, ApiKey = new ApiKey(Key) });

        AssertKeyIsHidden(await FailAsync(client));
    }

    private static void AssertKeyIsHidden(ChatException exception)
    {
        Assert.DoesNotContain(Key, exception.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Key, exception.Message, StringComparison.Ordinal);
        if (exception is ChatServiceException service)
        {
            Assert.DoesNotContain(Key, service.ServiceMessage ?? "", StringComparison.Ordinal);
            Assert.DoesNotContain(Key, service.ServiceCode ?? "", StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("""{"error":{"message":"Wrong: sk-test-01\u0032345\u0036789abcdef"}}""")]
    [InlineData("""{"error":{"message":"Wrong: sk\u002Dtest\u002d0123456789abcdef"}}""")]
    [InlineData("Wrong: sk%2Dtest%2d0123456789abcdef")]
    [InlineData("<html><body>Wrong: sk&#45;test&#x2D;0123456789abcdef</body></html>")]
    public async Task A_key_that_is_repeated_with_escapes_is_masked(string body)
    {
        var exception = Assert.IsType<ChatServiceException>(await FailAsync(Reply.Json(401, body)));

        Assert.Equal("Custom answered with an error (HTTP 401): Wrong: ****", exception.Message);
        Assert.Equal("Wrong: ****", exception.ServiceMessage);
    }

    [Theory]
    [InlineData("sk-test-0123")]
    [InlineData("sk-test\\u002d01")]
    [InlineData("sk-test%2")]
    public async Task A_key_that_is_cut_with_the_rest_of_a_long_answer_is_masked(string part)
    {
        // The reading ends with a multiple of its buffer: everything up to there is a style sheet, which an excerpt leaves out.
        string tail = "Wrong: " + part;
        string style = "<style>" + new string('x', (64 * 1024) - "<style></style>".Length - tail.Length) + "</style>";
        var exception = Assert.IsType<ChatServiceException>(await FailAsync(Reply.Json(500, style + tail)));

        Assert.Equal("Custom answered with an error (HTTP 500): Wrong: ****", exception.Message);
    }

    [Fact]
    public async Task A_key_that_is_cut_with_the_beginning_of_what_is_no_stream_is_masked()
    {
        const string Beginning = "Wrong: sk-test-0123";
        string body = Beginning[..7] + new string(' ', 512 - Beginning.Length) + Key + new string('.', 1000);
        var exception = await FailAsync(Reply.Json(200, body));

        Assert.Equal(ChatErrorKind.ProtocolError, exception.Kind);
        Assert.Equal("The service answered with something that is no chat stream: Wrong: ****", exception.Message);
    }
}
