using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace StreamPS.Tests.Support;

/// <summary>A service in the place of the network, for tests that need very many replies.</summary>
/// <param name="answer">The body of the response to a request, given its place in the order of requests and its body.</param>
internal sealed class InProcessService(Func<int, string, Stream> answer) : HttpMessageHandler
{
    private readonly List<string> _requests = [];

    /// <summary>The bodies of the requests so far.</summary>
    public IReadOnlyList<string> Requests => _requests;

    /// <summary>A client of the service.</summary>
    public ChatClient CreateClient(string provider, ChatClientOptions options) =>
        new(ChatProviders.Get(provider).At(new Uri("http://127.0.0.1/v1")), options, new HttpMessageInvoker(this, disposeHandler: false));

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string body = await request.Content!.ReadAsStringAsync(cancellationToken);
        _requests.Add(body);
        return new HttpResponseMessage { Content = new StreamContent(answer(_requests.Count - 1, body)) };
    }
}
