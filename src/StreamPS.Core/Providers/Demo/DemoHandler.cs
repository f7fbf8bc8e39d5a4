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
    private readonly DemoFault? _fault;

    public DemoHandler(TimeProvider clock, DemoFault? fault)
    {
        _clock = clock;
        _fault = fault;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var body = JsonDocument.Parse(await request.Content!.ReadAsStringAsync(cancellationToken).ConfigureAwait(false));
        var question = DemoQuestion.Read(body.RootElement);
        if (request.RequestUri!.AbsolutePath.EndsWith(CountPath, StringComparison.Ordinal))
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent($$$"""{"data":{"total_tokens":{{{question.WordCount}}}}}"""), RequestMessage = request };

        await Clock.DelayAsync(_clock, DemoReply.ThinkingTime, cancellationToken).ConfigureAwait(false);

        // The rest of a reply that a fault has cut comes whole: so what -Resume does can be seen.
        var breakdown = _fault is { } fault && question.Beginning is null ? new DemoBreakdown(fault) : null;
        if (breakdown?.Refuse(request) is { } refusal)
            return refusal;

        var frames = new DemoReply(question).GetFrames();
        var content = new StreamContent(new DemoStream(breakdown?.Strike(frames) ?? frames, _clock, breakdown is null ? null : breakdown.EndAsync));
        content.Headers.ContentType = new MediaTypeHeaderValue("text/event-stream");
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = content, RequestMessage = request };
    }
}
