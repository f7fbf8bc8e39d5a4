using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using StreamPS.Transport;

namespace StreamPS.Tests.Support;

/// <summary>A stream that hands its bytes out in the pieces that the test chooses, as a network would in the pieces it likes.</summary>
internal sealed class SlicedStream : ReadOnlyStream
{
    private readonly byte[] _bytes;
    private readonly IEnumerator<int> _lengths;
    private int _position;

    /// <param name="bytes">All bytes.</param>
    /// <param name="lengths">The length of each read; what is left after the last comes in one.</param>
    public SlicedStream(byte[] bytes, IEnumerable<int> lengths)
    {
        _bytes = bytes;
        _lengths = lengths.Append(int.MaxValue).GetEnumerator();
    }

    /// <summary>How many reads there were.</summary>
    public int Reads { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        Reads++;
        int wanted = _lengths.MoveNext() ? _lengths.Current : int.MaxValue;
        int length = Math.Min(Math.Min(wanted, buffer.Length), _bytes.Length - _position);
        _bytes.AsSpan(_position, length).CopyTo(buffer);
        _position += length;
        return length;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        Task.FromResult(Read(buffer.AsSpan(offset, count)));
}
