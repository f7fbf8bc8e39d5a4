using System;
using System.Globalization;
using System.Net.Sockets;
using System.Threading.Tasks;
using StreamPS.LoopbackServer;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Client;

/// <summary>Services that can't be reached.</summary>
public sealed class ConnectionFailureTests : ServerTest
{
    private readonly System.Security.Cryptography.X509Certificates.X509Certificate2 _certificate = LoopbackCertificate.Create();

    private protected override ChatServerOptions ServerOptions => new() { Certificate = _certificate };

    [Fact]
    public async Task A_refused_connection_is_one()
    {
        string address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Get()}");
        var exception = await FailAsync(new ChatClient(ChatProvider.FromBaseUri(new Uri(address + "/v1")), Once));

        Assert.IsType<ChatConnectionException>(exception);
        Assert.Equal(ChatErrorKind.ConnectionFailed, exception.Kind);
        Assert.StartsWith($"There is no connection to {address}: ", exception.Message, StringComparison.Ordinal);
        Assert.IsType<SocketException>(exception.GetBaseException());
        Assert.Equal(ChatCompletionStatus.Failed, exception.Completion?.Status);
        Assert.Equal(0, exception.Completion?.DeltaCount);
    }

    [Fact]
    public async Task A_name_that_nobody_has_is_a_failure_to_resolve_it()
    {
        var exception = await FailAsync(new ChatClient(ChatProvider.FromBaseUri(new Uri("http://nosuchhost.invalid/v1")), Once));

        Assert.Equal(ChatErrorKind.NameResolutionFailure, exception.Kind);
        Assert.Equal("The name 'nosuchhost.invalid' can't be resolved.", exception.Message);
    }

    [Fact]
    public async Task A_certificate_nobody_vouches_for_is_refused()
    {
        var exception = await FailAsync(new ChatClient(ChatProvider.FromBaseUri(Server.SecureAddress!), Once));

        Assert.Equal(ChatErrorKind.TlsFailure, exception.Kind);
        Assert.StartsWith($"There is no secure connection to {Server.SecureAddress!.GetLeftPart(UriPartial.Authority)}: ", exception.Message, StringComparison.Ordinal);
        Assert.Empty(Server.Requests);
    }

    [Fact]
    public async Task The_check_of_the_certificate_can_be_skipped()
    {
        Server.Respond(Answer());

        var completion = await CreateSecureClient().CompleteAsync(new ChatRequest("Hello"));

        Assert.Equal("Hi", completion.Text);
        Assert.Equal(Flavour.IsNetStandard ? "HTTP/1.1" : "HTTP/2", Server.Requests[0].Protocol);
    }

    [Fact]
    public async Task Http_where_the_server_speaks_tls_is_no_reply()
    {
        var plain = new UriBuilder(Server.SecureAddress!) { Scheme = "http" }.Uri;
        var exception = await FailAsync(new ChatClient(ChatProvider.FromBaseUri(plain), Once));

        Assert.IsType<ChatConnectionException>(exception);
    }

    [Fact]
    public async Task Tls_where_the_server_speaks_http_is_a_tls_failure()
    {
        var secure = new UriBuilder(Server.Address) { Scheme = "https" }.Uri;
        var exception = await FailAsync(new ChatClient(ChatProvider.FromBaseUri(secure), Once));

        Assert.Equal(ChatErrorKind.TlsFailure, exception.Kind);
    }

    [Fact]
    public async Task A_stream_over_tls_arrives_delta_by_delta_and_is_closed_at_once()
    {
        var gate = new Gate();
        Server.Respond(Reply.Frames(OpenAIFrames.Content("one")).Then(ReplyStep.WaitFor(gate)).ThenFrames(OpenAIFrames.Content("two")).Then(ReplyStep.Stall));
        var stream = CreateSecureClient().Stream("Hello");

        Assert.Equal("one", (await NextAsync(stream)).Content);
        gate.Open();
        Assert.Equal("two", (await NextAsync(stream)).Content);
        await stream.DisposeAsync();

        var end = await Server.Requests[0].Ended.WaitAsync(Limit);
        Assert.Equal(RequestEndKind.ClientClosed, end.Kind);
    }

    private ChatClient CreateSecureClient() => new(
        ChatProvider.FromBaseUri(new Uri(Server.SecureAddress!, "/v1")),
        new ChatClientOptions { Connection = new ConnectionOptions { SkipCertificateCheck = true } });
}
