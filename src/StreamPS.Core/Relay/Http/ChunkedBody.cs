using System;
using System.IO;

namespace StreamPS.Relay.Http;

/// <summary>Decodes a body that comes in chunks, from bytes that may be cut anywhere.</summary>
internal sealed class ChunkedBody
{
    private const int MostSizeDigits = 8;
    private const int LongestLine = 256;
    private const int LongestTrailer = 16 * 1024;

    private readonly MemoryStream _body;
    private readonly int _limit;
    private Part _part;
    private long _left;
    private int _trailer;

    /// <param name="body">Where the data goes.</param>
    /// <param name="limit">The most bytes it may have.</param>
    public ChunkedBody(MemoryStream body, int limit)
    {
        _body = body;
        _limit = limit;
    }

    private enum Part
    {
        Size,
        Data,
        DataEnd,
        Trailer,
        End,
    }

    /// <summary>Whether the last chunk and the trailer have come.</summary>
    public bool HasEnded => _part == Part.End;

    /// <summary>Takes as much as it can make sense of.</summary>
    /// <returns>How many bytes were taken.</returns>
    /// <exception cref="HttpRefusal">It isn't as it has to be, or it's too much.</exception>
    public int Read(ReadOnlySpan<byte> bytes)
    {
        int taken = 0;
        int count;
        while (!HasEnded && (count = ReadPart(bytes.Slice(taken))) > 0)
            taken += count;
        return taken;
    }

    private int ReadPart(ReadOnlySpan<byte> bytes)
    {
        if (_part != Part.Data)
            return ReadLine(bytes);

        int count = (int)Math.Min(_left, bytes.Length);
        byte[] data = bytes.Slice(0, count).ToArray();
        _body.Write(data, 0, count);
        _left -= count;
        if (_left == 0)
            _part = Part.DataEnd;
        return count;
    }

    private int ReadLine(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf((byte)'\n');
        if ((end < 0 ? bytes.Length : end) > (_part == Part.Trailer ? LongestTrailer : LongestLine))
            throw HttpRefusal.Malformed("A line between the chunks of the body is too long.");
        if (end < 0)
            return 0;
        if (end == 0 || bytes[end - 1] != (byte)'\r')
            throw HttpRefusal.Malformed("A line between the chunks of the body doesn't end with CR LF.");

        Take(bytes.Slice(0, end - 1));
        return end + 1;
    }

    private void Take(ReadOnlySpan<byte> line)
    {
        switch (_part)
        {
            case Part.Size:
                _left = ReadSize(line);
                if (_body.Length + _left > _limit)
                    throw BodyReader.TooLarge(_limit);
                _part = _left == 0 ? Part.Trailer : Part.Data;
                break;
            case Part.DataEnd:
                if (!line.IsEmpty)
                    throw HttpRefusal.Malformed("A chunk of the body is longer than it says.");
                _part = Part.Size;
                break;
            default:
                TakeTrailer(line);
                break;
        }
    }

    private void TakeTrailer(ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty)
        {
            _part = Part.End;
            return;
        }

        _trailer += line.Length;
        if (_trailer > LongestTrailer)
            throw HttpRefusal.Malformed("The trailer of the body is too long.");
        HttpHeadParser.CheckField(line);
    }

    // What follows a semicolon is an extension, and nobody has one.
    private static long ReadSize(ReadOnlySpan<byte> line)
    {
        long size = 0;
        int digits = 0;
        while (digits < line.Length && Digit(line[digits]) is >= 0 and var digit)
        {
            size = (size * 16) + digit;
            digits++;
            if (digits > MostSizeDigits)
                throw HttpRefusal.Malformed("The size of a chunk of the body has too many digits.");
        }

        return digits > 0 && (digits == line.Length || line[digits] == (byte)';')
            ? size
            : throw HttpRefusal.Malformed("The size of a chunk of the body isn't a number.");
    }

    private static int Digit(byte value) => value switch
    {
        >= (byte)'0' and <= (byte)'9' => value - '0',
        >= (byte)'a' and <= (byte)'f' => value - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => value - 'A' + 10,
        _ => -1,
    };
}
