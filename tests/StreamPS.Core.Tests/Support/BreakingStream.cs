using System.IO;

namespace StreamPS.Tests.Support;

/// <summary>Bytes behind which the connection breaks.</summary>
internal sealed class BreakingStream(byte[] bytes) : MemoryStream(bytes)
{
    public override int Read(System.Span<byte> buffer) => ThrowAtEnd(base.Read(buffer));

    public override int Read(byte[] buffer, int offset, int count) => ThrowAtEnd(base.Read(buffer, offset, count));

    public override System.Threading.Tasks.ValueTask<int> ReadAsync(System.Memory<byte> buffer, System.Threading.CancellationToken cancellationToken = default) =>
        new(Read(buffer.Span));

    public override System.Threading.Tasks.Task<int> ReadAsync(byte[] buffer, int offset, int count, System.Threading.CancellationToken cancellationToken) =>
        System.Threading.Tasks.Task.FromResult(Read(buffer, offset, count));

    private static int ThrowAtEnd(int length) => length > 0 ? length : throw new IOException("The connection broke.");
}
