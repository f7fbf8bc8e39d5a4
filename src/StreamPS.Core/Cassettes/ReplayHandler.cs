using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using StreamPS.Transport;

namespace StreamPS.Cassettes;

/// <summary>A cassette in the place where the network would be, so that everything behind it works as it does with a service.</summary>
internal sealed class ReplayHandler : HttpMessageHandler
{
    private readonly ChatClient _client;
    private readonly CassettePlayer _player;

    public ReplayHandler(ChatClient client, CassettePlayer player)
    {
        _client = client;
        _player = player;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var time = new ReplayTime(_client.Options.Clock, _player);
        (request.Content as AnnouncedContent)?.Announce();
        var answer = new ReplayedAnswer(_player, _player.Take(SentRequest.Of(request, _client.Secrets)));
        if (answer.Exchange.Response is not { } recorded)
        {
            await time.WaitUntilAsync(answer.EndMilliseconds, cancellationToken).ConfigureAwait(false);
            throw answer.ToFailure();
        }

        await time.WaitUntilAsync(recorded.Milliseconds, cancellationToken).ConfigureAwait(false);
        var response = new HttpResponseMessage((HttpStatusCode)recorded.Status) { Content = new StreamContent(new ReplayBody(answer, time)), RequestMessage = request };
        foreach (var header in recorded.Headers)
        {
            if (!response.Headers.TryAddWithoutValidation(header.Key, header.Value))
                response.Content.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        return response;
    }
}
