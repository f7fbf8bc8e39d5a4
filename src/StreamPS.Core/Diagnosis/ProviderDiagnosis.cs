using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace StreamPS.Diagnosis;

/// <summary>Finds out whether a provider works, and what it does differently: the way to it, its models, and one short request.</summary>
public sealed class ProviderDiagnosis
{
    private const string Question = "Count from 1 to 20 in digits, separated by spaces. Write nothing else.";
    private const int LongestReply = 200;
    private const int EnoughDeltas = 5;

    // Deltas of a real stream are some milliseconds apart; what was held back on the way comes in one read.
    private static readonly TimeSpan ShortestStream = TimeSpan.FromMilliseconds(5);

    private readonly ChatClient _client;
    private readonly string? _model;

    /// <summary>Makes a diagnosis. Nothing is sent yet.</summary>
    /// <param name="client">The service.</param>
    /// <param name="model">The model to ask; null takes the provider's default.</param>
    public ProviderDiagnosis(ChatClient client, string? model = null)
    {
        _client = client;
        _model = model ?? client.Provider.DefaultModel;
    }

    /// <summary>Runs the checks. Each is given when it's done; one that depends on what failed before is left out.</summary>
    /// <param name="cancellationToken">Stops the checks.</param>
    /// <returns>The results.</returns>
    public async IAsyncEnumerable<ChatProviderCheck> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (!_client.Provider.IsDemo)
        {
            bool isReached = true;
            await foreach (var check in new NetworkChecks(_client).RunAsync(cancellationToken).ConfigureAwait(false))
            {
                isReached &= check.Status != ChatCheckStatus.Failed;
                yield return check;
            }

            if (!isReached)
                yield break;
        }

        yield return await CheckModelAsync(cancellationToken).ConfigureAwait(false);
        foreach (var check in await CheckReplyAsync(cancellationToken).ConfigureAwait(false))
            yield return check;
    }

    private async Task<ChatProviderCheck> CheckModelAsync(CancellationToken cancellationToken)
    {
        try
        {
            var models = await _client.GetModelsAsync(cancellationToken).ConfigureAwait(false);
            if (_model is null)
                return Result("Model", ChatCheckStatus.Warning, $"{models.Count} models, and none was named.", $"Name one with -Model, for example {(models.Count > 0 ? models[0].Id : "the one your server has loaded")}.");

            return models.Any(model => model.Id == _model)
                ? Result("Model", ChatCheckStatus.Passed, $"{_model} is one of {models.Count}.")
                : Result("Model", ChatCheckStatus.Warning, $"{_model} isn't in the service's list of {models.Count}.", "Get-ChatModel lists them. Some services take names that aren't in their list.");
        }
        catch (ChatException exception)
        {
            return Result("Model", ChatCheckStatus.Skipped, $"The list of models can't be had: {exception.Message}");
        }
    }

    private async Task<IReadOnlyList<ChatProviderCheck>> CheckReplyAsync(CancellationToken cancellationToken)
    {
        using var record = new MemoryStream();
        var request = new ChatRequest(Question) { Model = _model, MaxTokens = LongestReply };
        var arrivals = new List<TimeSpan>();
        var stream = _client.Stream(request, body => new RecordingStream(body, record), cancellationToken);
        try
        {
            while (await stream.WaitToReadAsync().ConfigureAwait(false))
            {
                while (stream.TryRead(out var delta))
                    arrivals.Add(delta.Elapsed);
            }
        }
        catch (ChatException exception) when (exception.Kind != ChatErrorKind.IncompleteStream || arrivals.Count == 0)
        {
            return [Result("Request", ChatCheckStatus.Failed, $"{exception.Kind}: {exception.Message}", "The page about errors says what can be done about this one.")];
        }
        catch (ChatException)
        {
            // A stream without an end marker is a finding of its own.
        }
        finally
        {
            await stream.DisposeAsync().ConfigureAwait(false);
        }

        var completion = stream.Completion;
        return
        [
            Result("Request", ChatCheckStatus.Passed, $"First delta after {completion.FirstTokenLatency?.TotalMilliseconds ?? 0:0} ms, {completion.DeltaCount} in {completion.Duration.TotalMilliseconds:0} ms."),
            CheckStreaming(arrivals),
            CheckFraming(record.ToArray()),
            CheckEndMarker(completion),
            CheckUsage(completion),
        ];
    }

    private ChatProviderCheck CheckStreaming(List<TimeSpan> arrivals)
    {
        if (arrivals.Count < EnoughDeltas)
        {
            return Result(
                "Streaming",
                ChatCheckStatus.Warning,
                $"The reply came in {arrivals.Count} pieces: it isn't streamed, or in large blocks.",
                "The service or a proxy on the way doesn't stream. Everything works, but nothing arrives before the end.");
        }

        var time = arrivals[arrivals.Count - 1] - arrivals[0];
        return time < ShortestStream
            ? Result("Streaming", ChatCheckStatus.Warning, $"{arrivals.Count} deltas arrived at once.", "Something on the way holds the stream back: look for buffering in a proxy (for nginx, proxy_buffering off).")
            : Result("Streaming", ChatCheckStatus.Passed, $"{arrivals.Count} deltas over {time.TotalMilliseconds:0} ms.");
    }

    private ChatProviderCheck CheckFraming(byte[] body)
    {
        var quirks = FramingQuirks.Find(body);
        bool isStream = body.Length > 0 && body[0] != (byte)'{';
        if (!isStream)
            return Result("Framing", ChatCheckStatus.Passed, "JSON documents.");

        return Result("Framing", ChatCheckStatus.Passed, quirks.Count == 0 ? "A plain event stream." : $"An event stream; {string.Join(", ", quirks)}.");
    }

    private ChatProviderCheck CheckEndMarker(ChatCompletion completion) => completion.Status == ChatCompletionStatus.Complete
        ? Result("End marker", ChatCheckStatus.Passed, $"Sent, with the finish reason {completion.FinishReasonText ?? "(none)"}.")
        : Result("End marker", ChatCheckStatus.Failed, "The stream ended without it.", "Every reply will be reported as IncompleteStream, since a cut one can't be told from a whole one. Ask the service's makers for it.");

    private ChatProviderCheck CheckUsage(ChatCompletion completion) => completion.Usage is { } usage
        ? Result("Usage", ChatCheckStatus.Passed, $"Sent: {usage} tokens.")
        : Result("Usage", ChatCheckStatus.Warning, "Not sent.", "The service doesn't say in the stream what a reply costs.");

    private ChatProviderCheck Result(string check, ChatCheckStatus status, string detail, string advice = "") => new(_client.Provider.Name, check, status, detail, advice);
}
