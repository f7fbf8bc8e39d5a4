using System.Threading.Tasks;
using StreamPS.LoopbackServer;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Client;

public sealed class CompressionTests : ServerTest
{
    [Theory]
    [InlineData(ContentCoding.Gzip)]
    [InlineData(ContentCoding.Deflate)]
    [InlineData(ContentCoding.Brotli)]
    public async Task A_compressed_stream_arrives_delta_by_delta(ContentCoding coding)
    {
        Assert.SkipWhen(Flavour.IsNetStandard && coding == ContentCoding.Brotli, "netstandard2.0 has no Brotli; it isn't offered to the service either (RequestTests).");

        var gate = new Gate();
        Server.Respond(Reply.Frames(OpenAIFrames.Content("one 你好")).Then(ReplyStep.WaitFor(gate)).ThenFrames(OpenAIFrames.Content("two"), OpenAIFrames.Finish(), OpenAIFrames.Done)
            with { Encoding = coding });
        await using var stream = CreateClient().Stream("Hello");

        Assert.Equal("one 你好", (await NextAsync(stream)).Content);
        gate.Open();
        Assert.Equal("two", (await NextAsync(stream)).Content);
        Assert.Equal(ChatCompletionStatus.Complete, (await stream.ReadToEndAsync()).Status);
    }

    [Fact]
    public async Task A_compressed_error_is_read() =>
        Assert.Equal("Custom answered with an error (HTTP 401): no", (await FailAsync(Reply.Json(401, """{"error":"no"}""") with { Encoding = ContentCoding.Gzip })).Message);

    [Fact]
    public async Task A_compressed_stream_that_is_closed_is_closed_at_the_server()
    {
        Server.Respond(Reply.Frames(OpenAIFrames.Content("one")).Then(ReplyStep.Stall) with { Encoding = ContentCoding.Gzip });
        var stream = CreateClient().Stream("Hello");
        await NextAsync(stream);
        await stream.DisposeAsync();

        Assert.Equal(RequestEndKind.ClientClosed, (await Server.Requests[0].Ended.WaitAsync(Limit)).Kind);
    }
}
