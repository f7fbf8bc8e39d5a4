using System;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace StreamPS.Cassettes;

/// <summary>Sends requests as another would, and records them and their answers.</summary>
internal sealed class RecordingHandler : HttpMessageHandler
{
    private readonly ChatClient _client;
    private readonly CassetteRecorder _recorder;
    private readonly HttpMessageInvoker _invoker;

    public RecordingHandler(ChatClient client, CassetteRecorder recorder, HttpMessageInvoker invoker)
    {
        _client = client;
        _recorder = recorder;
        _invoker = invoker;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var exchange = new RecordedExchange(_client, _recorder, request);
        try
        {
            var response = await _invoker.SendAsync(request, cancellationToken).ConfigureAwait(false);
            exchange.Respond(response);
            var original = response.Content;
            var body = await original.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            response.Content = new StreamContent(new RecordingBody(original, body, exchange));
            foreach (var header in original.Headers)
                response.Content.Headers.TryAddWithoutValidation(header.Key, header.Value);
            return response;
        }
        catch (Exception exception)
        {
            exchange.FailToSend(exception, cancellationToken);
            throw;
        }
    }
}
