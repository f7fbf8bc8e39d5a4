using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace StreamPS.Transport;

/// <summary>Cuts a stream of bytes into events. It knows framing and nothing of chat.</summary>
internal abstract class EventReader : IDisposable
{
    /// <summary>The largest event that is read, in bytes. A service that sends more is broken or hostile.</summary>
    public const int DefaultMaxEventBytes = 64 * 1024 * 1024;

    private protected EventReader(Stream stream, int maxEventBytes)
    {
        Window = new ByteWindow(stream, maxEventBytes);
    }

    /// <summary>The bytes that have arrived and belong to no event yet.</summary>
    public ReadOnlySpan<byte> Buffered => Window.Bytes;

    /// <summary>
    /// Whether a body that begins with a bracket is one JSON document instead of events: a service that was asked for a stream may answer with
    /// one all the same. Null as long as too little has arrived to tell.
    /// </summary>
    public abstract bool? IsDocument { get; }

    /// <summary>The bytes of the events to come, the one in progress first.</summary>
    protected ByteWindow Window { get; }

    /// <summary>Waits for more bytes.</summary>
    /// <returns>False at the end of the stream.</returns>
    /// <exception cref="ChatStreamException">An event is larger than the limit.</exception>
    public ValueTask<bool> FillAsync(CancellationToken cancellationToken) => Window.FillAsync(cancellationToken);

    /// <summary>Takes the next whole event from the bytes at hand.</summary>
    public abstract bool TryRead(out StreamEvent streamEvent);

    /// <summary>
    /// After the end of the stream: takes what is left without its proper end. Whether it's whole is for the caller to decide.
    /// </summary>
    public abstract bool TryReadRemainder(out StreamEvent streamEvent);

    /// <summary>Gives the memory back. The stream belongs to the caller.</summary>
    public void Dispose() => Window.Dispose();
}
