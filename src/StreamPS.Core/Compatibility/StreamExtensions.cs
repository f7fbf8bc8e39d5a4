#if !NET
using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;

namespace StreamPS;

/// <summary>The overloads of <see cref="Stream"/> that take memory, for netstandard2.0.</summary>
internal static class StreamExtensions
{
    public static ValueTask<int> ReadAsync(this Stream stream, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        MemoryMarshal.TryGetArray<byte>(buffer, out var segment);
        return new(stream.ReadAsync(segment.Array!, segment.Offset, segment.Count, cancellationToken));
    }
}
#endif
