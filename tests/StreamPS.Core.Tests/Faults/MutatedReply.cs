using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using StreamPS.Tests.Protocols;
using Xunit;

namespace StreamPS.Tests.Faults;

/// <summary>What the engine made of a stream.</summary>
internal sealed class MutatedReply
{
    private static readonly ChatErrorKind[] Documented =
    [
        ChatErrorKind.Unauthorized, ChatErrorKind.Forbidden, ChatErrorKind.ModelNotFound, ChatErrorKind.RateLimited, ChatErrorKind.QuotaExceeded, ChatErrorKind.Overloaded,
        ChatErrorKind.ContextLengthExceeded, ChatErrorKind.ContentFiltered, ChatErrorKind.InvalidRequest, ChatErrorKind.ServiceError,
        ChatErrorKind.IncompleteStream, ChatErrorKind.ProtocolError,
    ];

    private readonly List<ChatDelta> _deltas = [];

    private MutatedReply()
    {
    }

    /// <summary>The id of the error; null when the reply is complete.</summary>
    public ChatErrorKind? Error { get; private set; }

    /// <summary>The text of all choices.</summary>
    public int TextLength => _deltas.Sum(delta => delta.Content?.Length ?? 0);

    /// <summary>Everything, in a form that can be compared.</summary>
    public string Description => string.Join('\n', _deltas.Select(FormatDecoding.Describe).Append(Error?.ToString() ?? "Complete"));

    /// <summary>Reads a reply to its end, and checks what holds for any.</summary>
    public static async Task<MutatedReply> ReadAsync(ChatClient client)
    {
        var reply = new MutatedReply();
        ChatException? error = null;
        await using var stream = client.Stream("Tell");
        try
        {
            while (await stream.WaitToReadAsync())
            {
                while (stream.TryRead(out var delta))
                    reply._deltas.Add(delta);
            }
        }
        catch (ChatException exception)
        {
            error = exception;
        }

        reply.Error = error?.Kind;
        reply.Check(stream.Completion, error);
        return reply;
    }

    private void Check(ChatCompletion completion, ChatException? error)
    {
        if (error is not null)
            Assert.Contains(error.Kind, Documented);
        Assert.Same(error, completion.Error);
        Assert.Same(completion, error is null ? completion : error.Completion);
        Assert.Equal(error is null, completion.Status == ChatCompletionStatus.Complete);
        Assert.Equal(_deltas.Count, completion.DeltaCount);
        Assert.True(_deltas.Select((delta, i) => delta.Sequence == i).All(isNext => isNext), "The deltas aren't numbered one after the other.");
        foreach (var choice in completion.Choices)
            Assert.Equal(choice.Text, string.Concat(_deltas.Where(delta => delta.Index == choice.Index).Select(delta => delta.Content)));
    }
}
