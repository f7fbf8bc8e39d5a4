using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace StreamPS.Tests.Support;

/// <summary>Some bytes, and then one and the same byte without end.</summary>
internal sealed class EndlessStream(byte[] bytes, byte filler) : MemoryStream
{
    /// <summary>How many bytes were read.</summary>
    public long Total { get; private set; }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    // The base would call the other one.
    public override int Read(Span<byte> buffer)
    {
        var rest = bytes.AsSpan((int)Math.Min(Total, bytes.Length));
        int length = Math.Min(rest.Length, buffer.Length);
        rest[..length].CopyTo(buffer);
        buffer[length..].Fill(filler);
        Total += buffer.Length;
        return buffer.Length;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => Task.FromResult(Read(buffer.AsSpan(offset, count)));
}
