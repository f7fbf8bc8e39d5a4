using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Faults;

/// <summary>What the engine made of a stream.</summary>
/// <param name="Error">The id of the error; null when the reply is complete.</param>
/// <param name="Text">The text.</param>
/// <param name="Deltas">All deltas, in a form that can be compared.</param>
internal sealed record MutatedReply(ChatErrorKind? Error, string Text, string Deltas)
{
    private static readonly ChatErrorKind[] Documented =
    [
        ChatErrorKind.Unauthorized, ChatErrorKind.Forbidden, ChatErrorKind.ModelNotFound, ChatErrorKind.RateLimited, ChatErrorKind.QuotaExceeded, ChatErrorKind.Overloaded,
        ChatErrorKind.ContextLengthExceeded, ChatErrorKind.ContentFiltered, ChatErrorKind.InvalidRequest, ChatErrorKind.ServiceError,
        ChatErrorKind.IncompleteStream, ChatErrorKind.ProtocolError,
    ];

    /// <summary>Reads a reply to its end, and checks what holds for any.</summary>
    public static async Task<MutatedReply> ReadAsync(ChatClient client)
    {
        var deltas = new List<ChatDelta>();
        ChatException? error = null;
        await using var stream = client.Stream("Tell");
        try
        {
            while (await stream.WaitToReadAsync())
            {
                while (stream.TryRead(out var delta))
                {
                    Assert.Equal(deltas.Count, delta.Sequence);
                    deltas.Add(delta);
                }
            }
        }
        catch (ChatException exception)
        {
            error = exception;
            Assert.Contains(exception.Kind, Documented);
            Assert.Same(stream.Completion, exception.Completion);
        }

        var completion = stream.Completion;
        Assert.Equal(error is null, completion.Status == ChatCompletionStatus.Complete);
        Assert.Equal(completion.DeltaCount, deltas.Count);
        foreach (var choice in completion.Choices)
            Assert.Equal(choice.Text, string.Concat(deltas.Where(delta => delta.Index == choice.Index).Select(delta => delta.Content)));
        return new MutatedReply(error?.Kind, completion.Text, string.Join('\n', deltas.Select(Protocols.FormatDecoding.Describe)));
    }
}
