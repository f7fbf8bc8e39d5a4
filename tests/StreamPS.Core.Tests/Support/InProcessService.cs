using System;
using System.IO;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace StreamPS.Tests.Support;

/// <summary>A service in the place of the network, for tests that need very many replies.</summary>
/// <param name="answer">The body of the response to a request that has the body given.</param>
internal sealed class InProcessService(Func<string, Stream> answer) : HttpMessageHandler
{
    /// <summary>A client of the service.</summary>
    public ChatClient CreateClient(string provider, ChatClientOptions options) =>
        new(ChatProviders.Get(provider).At(new Uri("http://127.0.0.1/v1")), options, new HttpMessageInvoker(this, disposeHandler: false));

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string body = await request.Content!.ReadAsStringAsync(cancellationToken);
        return new HttpResponseMessage { Content = new StreamContent(answer(body)) };
    }
}
