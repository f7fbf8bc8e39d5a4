using System;
using System.Linq;
using System.Net;
using System.Text;
using StreamPS.Protocols;
using Xunit;

namespace StreamPS.Tests.Protocols;

public sealed class ServiceErrorTests
{
    [Theory]
    [InlineData("""{"error":{"message":"m","type":"invalid_request_error","param":null,"code":"invalid_api_key"}}""", "m", "invalid_api_key")]
    [InlineData("""{"error":{"message":"m","type":"invalid_authentication_error"}}""", "m", "invalid_authentication_error")]
    [InlineData("""{"error":{"message":"m","type":"rate_limit_reached_error","code":null}}""", "m", "rate_limit_reached_error")]
    [InlineData("""{"error":{"message":"m","type":"t","code":429}}""", "m", "t")]
    [InlineData("""{"error":{"message":"m","type":"t","code":"400"}}""", "m", "t")]
    [InlineData("""{"error":{"code":429,"message":"m","metadata":{"provider_name":"x"}}}""", "m", "429")]
    [InlineData("""{"error":"m"}""", "m", null)]
    [InlineData("""{"code":"The caller is wrong","error":"m"}""", "m", "The caller is wrong")]
    [InlineData("""{"message":"m"}""", "m", null)]
    [InlineData("""{"detail":"m"}""", "m", null)]
    [InlineData("""{"detail":[{"loc":["body","x"],"msg":"field required"}]}""", """[{"loc":["body","x"],"msg":"field required"}]""", null)]
    [InlineData("""{"code":"InvalidApiKey","message":"m","request_id":"r"}""", "m", "InvalidApiKey")]
    [InlineData("""{"object":"error","message":"m","type":"t","param":null,"code":40301}""", "m", "t")]
    [InlineData("""{"error":{"code":400,"message":"m","status":"INVALID_ARGUMENT","details":[]}}""", "m", "INVALID_ARGUMENT")]
    [InlineData("""[{"error":{"code":400,"message":"m","status":"INVALID_ARGUMENT"}}]""", "m", "INVALID_ARGUMENT")]
    [InlineData("""{"type":"error","error":{"type":"overloaded_error","message":"m"}}""", "m", "overloaded_error")]
    [InlineData("""{"error_description":"m","error":null}""", "m", null)]
    [InlineData("\"m\"", "m", null)]
    [InlineData("""  {"error" : {"message" : "m"}}  """, "m", null)]
    [InlineData("\uFEFF{\"error\":{\"message\":\"m\"}}", "m", null)]
    public void The_words_and_the_code_are_found_in_every_shape(string body, string message, string? code)
    {
        var error = Read(body);

        Assert.Equal(message, error.Message);
        Assert.Equal(code, error.Code);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("Bad Gateway", "Bad Gateway")]
    [InlineData("{}", "{}")]
    [InlineData("[]", "[]")]
    [InlineData("null", "null")]
    [InlineData("{\"cut\":", "{\"cut\":")]
    [InlineData("<html><head><title>502 Bad Gateway</title></head><body><h1>nginx</h1></body></html>", "502 Bad Gateway")]
    [InlineData("<HTML><TITLE lang=\"en\">\n  Log&nbsp;in &amp; go\n</TITLE>", "Log in & go")]
    [InlineData("<p>Service <b>down</b></p><script>if (a < b) alert('x')</script><style>p{}</style>", "Service down")]
    [InlineData("line\r\n\r\n\tline\u0007", "line line")]
    public void What_is_no_json_gives_its_readable_beginning(string body, string message)
    {
        var error = Read(body);

        Assert.Equal(message, error.Message);
        Assert.Null(error.Code);
    }

    [Fact]
    public void A_long_text_is_cut_between_words()
    {
        string words = string.Concat(Enumerable.Repeat("word ", 20_000));

        Assert.Equal(words[..299] + "…", Read(words).Message);
    }

    [Fact]
    public void A_word_too_long_to_show_is_left_out_and_not_cut() =>
        Assert.Equal("The key is…", Read("The key is " + new string('k', 100_000)).Message);

    [Fact]
    public void The_status_is_read_from_a_code_that_is_one()
    {
        Assert.Equal(HttpStatusCode.ServiceUnavailable, Read("""{"error":{"code":503,"message":"m"}}""").Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, Read("""{"error":{"code":"503","message":"m"}}""").Status);
        Assert.Null(Read("""{"error":{"code":40301,"message":"m"}}""").Status);
        Assert.Null(Read("""{"error":{"code":"x503","message":"m"}}""").Status);
    }

    [Theory]
    [InlineData("""{"error":{"message":"m","details":[{"@type":"x.QuotaFailure"},{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"37s"}]}}""", 37.0)]
    [InlineData("""[{"error":{"message":"m","details":[7,null,{"@type":"google.rpc.RetryInfo","retryDelay":"0.25s"}]}}]""", 0.25)]
    [InlineData("""{"error":{"message":"m","details":[{"@type":"google.rpc.RetryInfo","retryDelay":"soon"}]}}""", null)]
    [InlineData("""{"error":{"message":"m","details":[{"@type":"google.rpc.RetryInfo","retryDelay":37}]}}""", null)]
    [InlineData("""{"error":{"message":"m","details":[{"@type":"google.rpc.RetryInfo"}]}}""", null)]
    [InlineData("""{"error":{"message":"m","details":[{"@type":"x.Other","retryDelay":"37s"}]}}""", null)]
    [InlineData("""{"error":{"message":"m","details":{"retryDelay":"37s"}}}""", null)]
    public void The_wait_asked_for_is_found_among_the_details(string body, double? seconds) => Assert.Equal(seconds, Read(body).RetryAfter?.TotalSeconds);

    [Theory]
    [InlineData("""{"type":"error","error":{"type":"t","message":"m"},"request_id":"r"}""", "r")]
    [InlineData("""{"code":"c","message":"m","request_id":"r"}""", "r")]
    [InlineData("""{"error":{"message":"m","request_id":"inner"},"request_id":"outer"}""", "inner")]
    [InlineData("""[{"error":{"message":"m"},"request_id":"r"}]""", "r")]
    [InlineData("""{"error":"m","request_id":"r"}""", "r")]
    [InlineData("""{"error":{"message":"m"},"request_id":""}""", null)]
    [InlineData("""{"error":{"message":"m"}}""", null)]
    public void The_request_id_is_found_beside_the_words(string body, string? id) => Assert.Equal(id, Read(body).RequestId);

    [Theory]
    [InlineData("""{"error":{"type":"rate_limit_error","message":"m","details":{"error_code":"enforced_spend_limit_reached"}}}""", "enforced_spend_limit_reached")]
    [InlineData("""{"error":{"type":"rate_limit_error","message":"m","details":{"error_code":""}}}""", "rate_limit_error")]
    [InlineData("""{"error":{"type":"rate_limit_error","message":"m","details":null}}""", "rate_limit_error")]
    [InlineData("""{"error":{"type":"rate_limit_error","message":"m","details":["error_code"]}}""", "rate_limit_error")]
    public void A_code_among_the_details_says_more_than_the_type(string body, string code) => Assert.Equal(code, Read(body).Code);

    [Theory]
    [InlineData(200, "x", null, 503, ChatErrorKind.Overloaded)]
    [InlineData(200, "x", null, 429, ChatErrorKind.RateLimited)]
    [InlineData(200, "x", null, null, ChatErrorKind.ServiceError)]
    [InlineData(200, "BadRequestError", null, null, ChatErrorKind.InvalidRequest)]
    [InlineData(200, "insufficient_quota", null, null, ChatErrorKind.QuotaExceeded)]
    [InlineData(200, null, "the prompt is too long", null, ChatErrorKind.ContextLengthExceeded)]
    [InlineData(200, "content_filter", null, null, ChatErrorKind.ContentFiltered)]
    [InlineData(200, "Throttling.AllocationQuota", null, null, ChatErrorKind.RateLimited)]
    [InlineData(408, null, null, null, ChatErrorKind.ServiceError)]
    [InlineData(409, null, null, null, ChatErrorKind.ServiceError)]
    [InlineData(413, null, null, null, ChatErrorKind.InvalidRequest)]
    [InlineData(504, null, "Request timed out, please try again later.", null, ChatErrorKind.ServiceError)]
    [InlineData(407, null, null, null, ChatErrorKind.ProxyFailure)]
    [InlineData(400, "permission_denied", null, null, ChatErrorKind.Forbidden)]
    public void The_kind_follows_from_code_words_and_status(int status, string? code, string? message, int? statusInText, ChatErrorKind kind) =>
        Assert.Equal(kind, ServiceErrorKinds.Of((HttpStatusCode)status, new ServiceError(message, code, (HttpStatusCode?)statusInText)));

    private static ServiceError Read(string body) => ServiceErrorReader.Read(Encoding.UTF8.GetBytes(body));
}
