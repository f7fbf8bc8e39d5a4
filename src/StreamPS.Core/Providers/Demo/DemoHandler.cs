using System;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace StreamPS.Demo;

/// <summary>
/// The Demo provider: a chat service in the place where the network would be. Its answers are real event streams with a model's pauses,
/// so that everything behind it is what works with real services.
/// </summary>
internal sealed class DemoHandler : HttpMessageHandler
{
    private const string CountPath = "/tokenizers/estimate-token-count";

    private readonly TimeProvider _clock;

    public DemoHandler(TimeProvider clock)
    {
        _clock = clock;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var body = JsonDocument.Parse(await request.Content!.ReadAsStringAsync(cancellationToken).ConfigureAwait(false));
        var question = DemoQuestion.Read(body.RootElement);
        if (request.RequestUri!.AbsolutePath.EndsWith(CountPath, StringComparison.Ordinal))
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent($$$"""{"data":{"total_tokens":{{{question.WordCount}}}}}"""), RequestMessage = request };

        await Clock.DelayAsync(_clock, DemoReply.ThinkingTime, cancellationToken).ConfigureAwait(false);

        var content = new StreamContent(new DemoStream(new DemoReply(question).GetFrames(), _clock));
        content.Headers.ContentType = new MediaTypeHeaderValue("text/event-stream");
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = content, RequestMessage = request };
    }
}
