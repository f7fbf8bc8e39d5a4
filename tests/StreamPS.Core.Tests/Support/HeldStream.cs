using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace StreamPS.Tests.Support;

/// <summary>A stream whose read ends when the test says so, whatever becomes of the stream and its token.</summary>
internal sealed class HeldStream : MemoryStream
{
    private readonly TaskCompletionSource _reading = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<byte[]> _bytes = new();

    /// <summary>Completes when something waits for bytes.</summary>
    public Task Reading => _reading.Task;

    /// <summary>Hands out bytes to who waits for them.</summary>
    public void Send(byte[] bytes) => _bytes.SetResult(bytes);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _reading.TrySetResult();
        byte[] bytes = await _bytes.Task;
        bytes.CopyTo(buffer);
        return bytes.Length;
    }

    public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        await ReadAsync(buffer.AsMemory(offset, count), cancellationToken);
}
