using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using StreamPS.Protocols;

namespace StreamPS.Streaming;

/// <summary>Decides what comes after a failure: the same request again, the request for the rest of the reply, or the end.</summary>
internal sealed class StreamRecovery
{
    private readonly ChatClient _client;
    private readonly ChatRequest _request;
    private readonly RetrySchedule _retries;

    public StreamRecovery(ChatClient client, ChatRequest request)
    {
        _client = client;
        _request = request;
        _retries = new RetrySchedule(client);
    }

    /// <summary>How many times a request was sent again that had brought nothing.</summary>
    public int RetryCount => _retries.Count;

    /// <summary>How many times the reply was continued.</summary>
    public int ResumeCount { get; private set; }

    /// <summary>The request for the rest of the reply; null as long as the first one counts.</summary>
    public Continuation? Continuation { get; private set; }

    private string? Model => _request.Model ?? _client.Provider.DefaultModel;

    /// <summary>Waits until the next request may be sent.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public ValueTask WaitForTurnAsync(CancellationToken cancellationToken) => _retries.WaitForTurnAsync(cancellationToken);

    /// <summary>Decides after a request that failed before it brought a delta.</summary>
    /// <returns>True when there is to be another request.</returns>
    public bool TryAgain(ChatException failure)
    {
        if (Continuation is { MayBeRefused: true } && IsRefusal(failure))
        {
            Trace($"The service doesn't go on with a reply in its own way, so that it's asked in words: {failure.Message}");
            _client.Options.Memory.RememberWithoutContinuation(_client.Provider.BaseUri!, Model);
            Continuation = Continuation.AsTurn(_request);
            return true;
        }

        return _retries.TryAgain(failure);
    }

    /// <summary>Decides after a request whose reply was cut. If it isn't continued although that was asked for, the failure says why.</summary>
    /// <param name="failure">What cut it.</param>
    /// <param name="reply">The reply so far.</param>
    /// <returns>True when there is to be a request for the rest.</returns>
    public bool TryResume(ChatException failure, ChatCompletion reply)
    {
        int maximum = _client.Options.MaximumResumeCount;
        if (maximum == 0 || !(failure.IsTransient || failure.Kind == ChatErrorKind.IdleTimeout))
            return false;

        failure.NotResumed = WhyNot(reply) ?? (ResumeCount < maximum ? null : $"It was continued {ResumeCount} times, which is the limit.");
        if (failure.NotResumed is not null)
            return false;

        if (!_retries.TryGoOn(failure))
        {
            failure.NotResumed = "It wasn't continued: the service asks for a longer wait than is allowed.";
            return false;
        }

        ResumeCount++;
        Continuation = new Continuation(_request, reply.Text, ChooseWay(reply));
        Trace($"Continuation {ResumeCount} of {maximum} after {failure.Kind}, with {reply.Text.Length} characters so far ({Continuation.Way}).");
        return true;
    }

    private static bool IsRefusal(ChatException failure) =>
        failure.Kind is ChatErrorKind.InvalidRequest or ChatErrorKind.ModelNotFound && (int?)failure.StatusCode is 400 or 404 or 405 or 422;

    private string? WhyNot(ChatCompletion reply)
    {
        if (_request.Count > 1 || reply.Choices.Count > 1)
            return "It wasn't continued: that isn't possible with several replies at once.";
        if (reply.ToolCalls.Count > 0)
            return "It wasn't continued: it has a tool call, which can't be gone on with.";
        if (reply.FinishReason is not null)
            return "It wasn't continued: the service had given its finish reason, so that only the end marker is missing.";
        if (reply.Refusal.Length > 0)
            return "It wasn't continued: it's a refusal.";
        return _request.ExtraBody.Keys.Any(field => field is "messages" or "input" or "contents")
            ? "It wasn't continued: the messages stand in the extra fields of the body."
            : null;
    }

    // Services refuse to go on in the middle of a reply when the model has reasoned before it.
    private ContinuationWay ChooseWay(ChatCompletion reply) =>
        reply.Reasoning.Length > 0 || !_client.Options.Memory.SupportsContinuation(_client.Provider.BaseUri!, Model)
            ? ContinuationWay.Turn
            : _client.Provider.Continuation;

    private void Trace(string text) => _client.Options.Trace?.Invoke(ChatTraceLevel.Request, _client.Secrets.Apply(text));
}
