using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using StreamPS.Tests.Support;

namespace StreamPS.Tests.Cassettes;

/// <summary>What came of a request: everything that has to be the same when it's replayed.</summary>
internal sealed record Played(string Deltas, ChatCompletionStatus Status, ChatErrorKind? Error, int Retries, int Resumes, string Ids)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <summary>The failure; it isn't compared.</summary>
    public ChatException? Failure { get; private init; }

    public static async Task<Played> ReadAsync(ChatClient client, ChatRequest request)
    {
        var deltas = new List<ChatDelta>();
        await using var stream = client.Stream(request);
        ChatException? failure = null;
        try
        {
            while (await stream.WaitToReadAsync().AsTask().WaitAsync(Limit))
            {
                while (stream.TryRead(out var delta))
                    deltas.Add(delta);
            }
        }
        catch (ChatException exception)
        {
            failure = exception;
        }

        var completion = stream.Completion;
        return new Played(
            string.Join("|", deltas.Select(delta => $"{delta.Content}/{delta.Reasoning}/{delta.FinishReason}/{delta.Usage}/{delta.ToolCall?.Arguments}")),
            completion.Status,
            failure?.Kind,
            completion.RetryCount,
            completion.ResumeCount,
            $"{completion.Id} {completion.Model} {completion.RequestId} {failure?.StatusCode} {failure?.ServiceCode} {failure?.ServiceMessage}")
        {
            Failure = failure,
        };
    }

    public bool Equals(Played? other) => other is not null && (Deltas, Status, Error, Retries, Resumes, Ids) == (other.Deltas, other.Status, other.Error, other.Retries, other.Resumes, other.Ids);

    public override int GetHashCode() => Deltas.GetHashCode(StringComparison.Ordinal);
}
