using System.Collections.Generic;
using StreamPS.Protocols;

namespace StreamPS.Streaming;

/// <summary>The request for the rest of a reply that was cut.</summary>
internal sealed class Continuation
{
    private const string WishForMore = "Continue exactly where your last message stopped. Don't repeat any of it, and add no introduction.";

    private readonly string _text;
    private readonly int _unsent;

    /// <param name="request">What was asked.</param>
    /// <param name="text">The reply so far.</param>
    /// <param name="way">How the service goes on with a reply.</param>
    public Continuation(ChatRequest request, string text, ContinuationWay way)
    {
        _text = text;
        // A prefill must not end with white space, which models don't go on from.
        string sent = way == ContinuationWay.Prefill ? text.TrimEnd() : text;
        _unsent = text.Length - sent.Length;
        Way = sent.Length == 0 ? ContinuationWay.None : way;
        Request = Way == ContinuationWay.None ? request : request.With([.. request.Messages, .. GetMessages(sent, way)]);
    }

    /// <summary>What is asked.</summary>
    public ChatRequest Request { get; }

    /// <summary>How. Without any text so far it's the first request once more.</summary>
    public ContinuationWay Way { get; }

    /// <summary>Whether this is a way of the service's own, which it may refuse for this model.</summary>
    public bool MayBeRefused => Way is not (ContinuationWay.None or ContinuationWay.Turn);

    /// <summary>Where the reply meets the text so far.</summary>
    public Seam CreateSeam() => new(_text, isExact: MayBeRefused, _unsent);

    /// <summary>The same as any service understands it.</summary>
    /// <param name="request">What was asked at first.</param>
    public Continuation AsTurn(ChatRequest request) => new(request, _text, ContinuationWay.Turn);

    private static IEnumerable<ChatMessage> GetMessages(string text, ContinuationWay way)
    {
        yield return ChatMessage.Assistant(text);
        if (way == ContinuationWay.Turn)
            yield return ChatMessage.User(WishForMore);
    }
}
