using System;
using System.Buffers;
using System.Globalization;
using System.Text;

namespace StreamPS.Relay.Http;

/// <summary>Bytes that are collected to be sent together.</summary>
internal sealed class ByteBuffer : IBufferWriter<byte>
{
    private byte[] _bytes = new byte[1024];

    public int Count { get; private set; }

    public ArraySegment<byte> Bytes => new(_bytes, 0, Count);

    public void Clear() => Count = 0;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        Count += bytes.Length;
    }

    /// <summary>Adds text in UTF-8.</summary>
    public void Append(string text) => Append(Encoding.UTF8.GetBytes(text));

    /// <summary>Adds a number as HTTP writes the sizes of chunks.</summary>
    public void AppendHex(int number) => Append(number.ToString("x", CultureInfo.InvariantCulture));

    public void Advance(int count) => Count += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsMemory(Count);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(Count);
    }

    private void Reserve(int size)
    {
        int needed = Count + Math.Max(size, 1);
        if (needed > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(needed, _bytes.Length * 2));
    }
}
