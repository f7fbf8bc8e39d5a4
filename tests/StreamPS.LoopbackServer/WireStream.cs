using System;
using System.IO;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Connections;

namespace StreamPS.LoopbackServer;

/// <summary>
/// The body as it goes out, below any encoder. It counts what was sent, keeps to the declared length because Kestrel throws at more, and drops
/// what an encoder has left to say when the connection was cut.
/// </summary>
internal sealed class WireStream(Stream response, Socket connection, ReceivedRequest request, long? declaredLength) : Stream
{
    /// <summary>How long a write waits for the socket before the client is taken for one that doesn't read.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);

    public bool IsCut { get; set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (IsCut)
            return;

        long room = declaredLength - request.BytesWritten ?? long.MaxValue;
        ReadOnlyMemory<byte> sent = buffer[..(int)Math.Min(buffer.Length, room)];
        await SendAsync(sent, cancellationToken);

        // What is written to a client that has gone vanishes without an exception. Kestrel closes its socket at once, and raises RequestAborted
        // a little later: time enough for a fast script to come to its end.
        if (!connection.Connected)
            throw new ConnectionAbortedException();
        request.CountWritten(sent.Length);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => response.FlushAsync(cancellationToken);

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private async Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        Task write = response.WriteAsync(bytes, cancellationToken).AsTask();
        if (write.IsCompleted)
        {
            await write;
            return;
        }

        try
        {
            // Its disposal waits for a callback that runs: none can say "blocked" after what follows has said "no longer".
            await using var timer = new Timer(_ => request.SetBlocked(true), state: null, Patience, Timeout.InfiniteTimeSpan);
            await write;
        }
        finally
        {
            request.SetBlocked(false);
        }
    }
}
