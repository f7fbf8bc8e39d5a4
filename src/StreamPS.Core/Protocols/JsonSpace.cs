using System;

namespace StreamPS.Protocols;

/// <summary>White space between the documents of a frame: some services put two into one event.</summary>
internal static class JsonSpace
{
    /// <summary>The first place from a position on that is no white space.</summary>
    public static int Skip(ReadOnlySpan<byte> bytes, int position)
    {
        while (position < bytes.Length && bytes[position] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            position++;
        return position;
    }
}
