using System.Net;
using System.Text;
using StreamPS.Protocols;
using Xunit;

namespace StreamPS.Tests.Protocols;

/// <summary>DashScope's errors, as the answer and in the middle of a stream.</summary>
public sealed class DashScopeErrorTests
{
    [Theory]
    [InlineData("id:3\nevent:error\n:HTTP_STATUS/400\ndata:{\"code\":\"DataInspectionFailed\",\"message\":\"Output data may contain inappropriate content.\",\"request_id\":\"xxx\"}\n\n", "DataInspectionFailed", ChatErrorKind.ContentFiltered)]
    [InlineData("id:3\nevent:error\nstatus:400\ndata:{\"code\":\"InvalidParameter\",\"message\":\"m\"}\n\n", "InvalidParameter", ChatErrorKind.InvalidRequest)]
    [InlineData("event:error\n:HTTP_STATUS/429\ndata:{\"code\":\"Throttling.RateQuota\",\"message\":\"m\"}\n\n", "Throttling.RateQuota", ChatErrorKind.RateLimited)]
    [InlineData("event:result\ndata:{\"code\":\"Throttling\",\"message\":\"m\",\"request_id\":\"r\"}\n\n", "Throttling", ChatErrorKind.RateLimited)]
    [InlineData("data:{\"code\":\"InternalError.Algo\",\"message\":\"m\",\"output\":null}\n\n", "InternalError.Algo", ChatErrorKind.ServiceError)]
    [InlineData("data:{\"code\":\"RequestTimeOut\",\"message\":\"Request timed out, please try again later.\"}\n\n", "RequestTimeOut", ChatErrorKind.ServiceError)]
    [InlineData("data:[{\"code\":\"Throttling\",\"message\":\"m\"}]\n\n", "Throttling", ChatErrorKind.RateLimited)]
    [InlineData("event:error\ndata:Response timeout.\n\n", null, ChatErrorKind.ServiceError)]
    [InlineData("data:{\"error\":{\"code\":\"invalid_api_key\",\"message\":\"m\"}}\n\n", "invalid_api_key", ChatErrorKind.Unauthorized)]
    public void An_error_ends_the_stream_at_any_time(string frame, string? code, ChatErrorKind kind)
    {
        string[] beginnings = ["", DashScopeSamples.Event(1, DashScopeSamples.Frame("so")), DashScopeSamples.Event(1, DashScopeSamples.Frame("so")) + DashScopeSamples.Event(2, DashScopeSamples.Frame(" far"))];
        string[] contents = ["", "so", "so| far"];
        for (int i = 0; i < beginnings.Length; i++)
        {
            var decoding = new FormatDecoding(new DashScopeDecoder()).AddStream(beginnings[i] + frame + DashScopeSamples.Event(4, DashScopeSamples.Frame("", "stop")));

            Assert.NotNull(decoding.Error);
            Assert.Equal(code, decoding.Error.Code);
            Assert.NotEqual("", decoding.Error.Message);
            Assert.Equal(kind, decoding.ErrorKind);
            Assert.Equal(contents[i], decoding.Content);
            Assert.False(decoding.HasEnded);
        }
    }

    [Fact]
    public void Text_that_was_held_back_is_not_lost_with_an_error()
    {
        var decoding = new FormatDecoding(new DashScopeDecoder()).AddFrames(
            DashScopeSamples.Frame("Yes", tokens: 1),
            DashScopeSamples.Frame("Yes, it", tokens: 2),
            """{"code":"InternalError","message":"m"}""");

        Assert.Equal("Yes, it", decoding.Text);
        Assert.Equal(ChatErrorKind.ServiceError, decoding.ErrorKind);
    }

    [Theory]
    [InlineData(401, "InvalidApiKey", ChatErrorKind.Unauthorized)]
    [InlineData(403, "AccessDenied", ChatErrorKind.Forbidden)]
    [InlineData(400, "AccessDenied.Unpurchased", ChatErrorKind.Forbidden)]
    [InlineData(403, "Model.AccessDenied", ChatErrorKind.Forbidden)]
    [InlineData(403, "AllocationQuota.FreeTierOnly", ChatErrorKind.QuotaExceeded)]
    [InlineData(429, "Throttling", ChatErrorKind.RateLimited)]
    [InlineData(429, "Throttling.RateQuota", ChatErrorKind.RateLimited)]
    [InlineData(429, "Throttling.AllocationQuota", ChatErrorKind.RateLimited)]
    [InlineData(400, "InvalidParameter", ChatErrorKind.InvalidRequest)]
    [InlineData(400, "InvalidParameter.NotSupportEnableThinking", ChatErrorKind.InvalidRequest)]
    [InlineData(400, "DataInspectionFailed", ChatErrorKind.ContentFiltered)]
    [InlineData(500, "InternalError", ChatErrorKind.ServiceError)]
    [InlineData(500, "InternalError.Timeout", ChatErrorKind.ServiceError)]
    [InlineData(500, "RequestTimeOut", ChatErrorKind.ServiceError)]
    [InlineData(404, "ModelNotFound", ChatErrorKind.ModelNotFound)]
    [InlineData(400, "Arrearage", ChatErrorKind.QuotaExceeded)]
    public void An_error_answer_has_a_kind(int status, string code, ChatErrorKind kind)
    {
        var error = ServiceErrorReader.Read(Encoding.UTF8.GetBytes($$"""{"code":"{{code}}","message":"words","request_id":"r"}"""));

        Assert.Equal(("words", code), (error.Message, error.Code));
        Assert.Equal(kind, ServiceErrorKinds.Of((HttpStatusCode)status, error));
    }

    [Fact]
    public void Too_much_input_has_its_own_kind() => Assert.Equal(
        ChatErrorKind.ContextLengthExceeded,
        ServiceErrorKinds.Of(HttpStatusCode.BadRequest, new ServiceError("Range of input length should be [1, 30720]", "InvalidParameter")));

    [Fact]
    public void A_body_of_status_200_that_is_an_error_is_one()
    {
        var decoding = new FormatDecoding(new DashScopeDecoder()).AddDocument("""{"code":"InvalidApiKey","message":"Invalid API-key provided.","request_id":"r"}""");

        Assert.Equal(ChatErrorKind.Unauthorized, decoding.ErrorKind);
        Assert.False(decoding.HasEnded);
    }
}
