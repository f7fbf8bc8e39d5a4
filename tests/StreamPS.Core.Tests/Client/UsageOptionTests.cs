using System.Linq;
using System.Threading.Tasks;
using StreamPS.LoopbackServer;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Client;

/// <summary>Services that don't know stream_options are asked again without it, once.</summary>
public sealed class UsageOptionTests : ServerTest
{
    private const string Rejection = """{"error":{"message":"Unrecognized request argument supplied: stream_options","type":"invalid_request_error"}}""";

    [Theory]
    [InlineData(400, Rejection)]
    [InlineData(422, """{"detail":[{"loc":["body","stream_options"],"msg":"Extra inputs are not permitted"}]}""")]
    [InlineData(400, """{"error":"unknown field include_usage"}""")]
    public async Task A_request_that_is_rejected_for_it_is_sent_again_without(int status, string body)
    {
        Server.Respond(Reply.Json(status, body), Answer());

        var completion = await CreateClient().CompleteAsync(new ChatRequest("Hello") { Model = "m" });

        Assert.Equal("Hi", completion.Text);
        Assert.Equal([true, false], AskedForUsage());
        Json.Equal("""{"model":"m","messages":[{"role":"user","content":"Hello"}],"stream":true}""", Server.Requests[1].Body);
    }

    [Fact]
    public async Task It_is_remembered_for_the_clients_that_share_the_memory()
    {
        var options = new ChatClientOptions { Memory = new ServiceMemory() };
        Server.Respond(Reply.Json(400, Rejection), Answer(), Answer(), Answer());

        await CreateClient(options).CompleteAsync(new ChatRequest("one"));
        await CreateClient(options).CompleteAsync(new ChatRequest("two"));
        await CreateClient(new ChatClientOptions()).CompleteAsync(new ChatRequest("three"));

        Assert.Equal([true, false, false, true], AskedForUsage());
    }

    [Fact]
    public async Task It_is_remembered_for_that_service_alone()
    {
        var options = new ChatClientOptions { Memory = new ServiceMemory() };
        Server.Respond(Reply.Json(400, Rejection), Answer(), Answer());

        await CreateClient(options).CompleteAsync(new ChatRequest("one"));
        await new ChatClient(ChatProvider.FromBaseUri(new System.Uri(Server.Address, "/other")), options).CompleteAsync(new ChatRequest("two"));

        Assert.Equal([true, false, true], AskedForUsage());
    }

    [Fact]
    public async Task It_is_tried_once()
    {
        Server.RespondAlways(Reply.Json(400, Rejection));

        var exception = await FailAsync(CreateClient());

        Assert.Equal(ChatErrorKind.InvalidRequest, exception.Kind);
        Assert.Equal(2, Server.Requests.Count);
    }

    [Theory]
    [InlineData(400, """{"error":{"message":"bad temperature"}}""")]
    [InlineData(401, Rejection)]
    [InlineData(500, Rejection)]
    public async Task Other_errors_are_not_tried_again(int status, string body)
    {
        Server.RespondAlways(Reply.Json(status, body));

        await FailAsync(CreateClient());

        Assert.Single(Server.Requests);
    }

    private bool[] AskedForUsage() => [.. Server.Requests.Select(request => request.Json.TryGetProperty("stream_options", out _))];
}
