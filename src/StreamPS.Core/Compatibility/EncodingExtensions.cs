#if !NET
using System;
using System.Text;

namespace StreamPS;

/// <summary>The overloads of <see cref="Encoding"/> that take spans, for netstandard2.0.</summary>
internal static class EncodingExtensions
{
    public static unsafe string GetString(this Encoding encoding, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* first = bytes)
            return bytes.IsEmpty ? "" : encoding.GetString(first, bytes.Length);
    }
}
#endif
