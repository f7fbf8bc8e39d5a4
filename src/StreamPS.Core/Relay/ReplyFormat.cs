using System;
using StreamPS.Relay.Http;

namespace StreamPS.Relay;

/// <summary>How a reply looks to a client while it streams.</summary>
internal abstract class ReplyFormat : IDisposable
{
    /// <summary>Whether errors have the form that OpenAI gave them.</summary>
    public virtual bool IsOpenAI => false;

    /// <summary>What shows a client that the reply is still to come; empty where the format has nothing of the kind.</summary>
    public virtual string Heartbeat => "";

    /// <summary>Is called before the first delta.</summary>
    /// <param name="reply">What is known of the reply.</param>
    public virtual void Begin(ChatCompletion reply)
    {
    }

    /// <summary>Writes a delta.</summary>
    public abstract void Write(ChatDelta delta, ByteBuffer output);

    /// <summary>Writes what ends a reply that is whole.</summary>
    public abstract void WriteEnd(ChatCompletion reply, ByteBuffer output);

    /// <summary>Writes that the reply broke.</summary>
    /// <returns>True when the client can tell by that alone; otherwise the connection has to break, too.</returns>
    public abstract bool WriteFailure(RelayFailure failure, ByteBuffer output);

    /// <inheritdoc/>
    public abstract void Dispose();
}
