using System;
using System.Collections.Generic;

namespace StreamPS.Protocols;

/// <summary>
/// A <see cref="FrameTemplate"/> for services that send token counts in every frame: what stands after the text has numbers in known places,
/// which may differ. Their values are lost, so it's for frames whose counts the next one replaces.
/// </summary>
internal sealed class CountedFrameTemplate
{
    private readonly List<int> _pieceEnds = [];
    private byte[] _bytes = [];
    private int _prefixLength = -1;

    /// <summary>Remembers a frame.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="textStart">Where the string begins, after its opening quote.</param>
    /// <param name="textLength">The string's length up to its closing quote, as it stands in the frame.</param>
    /// <param name="numbers">Where the numbers stand, all of them behind the text.</param>
    public void Remember(ReadOnlySpan<byte> frame, int textStart, int textLength, List<NumberPlace> numbers)
    {
        if (_bytes.Length < frame.Length)
            _bytes = new byte[frame.Length * 2];
        _pieceEnds.Clear();
        _prefixLength = 0;
        Append(frame.Slice(0, textStart));
        _prefixLength = textStart;

        int start = textStart + textLength;
        foreach (var number in numbers)
        {
            Append(frame.Slice(start, number.Start - start));
            start = number.Start + number.Length;
        }

        Append(frame.Slice(start));
    }

    /// <summary>Takes the text of a frame that is like the one remembered.</summary>
    /// <returns>False when the frame has to be parsed.</returns>
    public bool TryMatch(ReadOnlySpan<byte> frame, out ReadOnlySpan<byte> text)
    {
        text = default;
        if (_prefixLength < 0 || !frame.StartsWith(_bytes.AsSpan(0, _prefixLength)))
            return false;

        var rest = frame.Slice(_prefixLength);
        int textLength = CountPlainText(rest);
        if (!MatchesEnd(rest.Slice(textLength)))
            return false;

        text = rest.Slice(0, textLength);
        return true;
    }

    private bool MatchesEnd(ReadOnlySpan<byte> rest)
    {
        int start = _prefixLength;
        for (int piece = 1; piece < _pieceEnds.Count; piece++)
        {
            var expected = _bytes.AsSpan(start, _pieceEnds[piece] - start);
            if (!rest.StartsWith(expected))
                return false;

            rest = rest.Slice(expected.Length);
            start = _pieceEnds[piece];
            if (piece == _pieceEnds.Count - 1)
                break;

            int digits = CountDigits(rest);
            if (digits == 0 || (digits > 1 && rest[0] == '0'))
                return false;
            rest = rest.Slice(digits);
        }

        return rest.IsEmpty;
    }

    private void Append(ReadOnlySpan<byte> piece)
    {
        int start = _pieceEnds.Count == 0 ? 0 : _pieceEnds[_pieceEnds.Count - 1];
        piece.CopyTo(_bytes.AsSpan(start));
        _pieceEnds.Add(start + piece.Length);
    }

    private static int CountPlainText(ReadOnlySpan<byte> bytes)
    {
        int length = 0;
        while (length < bytes.Length && bytes[length] is >= 0x20 and not (byte)'"' and not (byte)'\\')
            length++;
        return length;
    }

    private static int CountDigits(ReadOnlySpan<byte> bytes)
    {
        int length = 0;
        while (length < bytes.Length && bytes[length] is >= (byte)'0' and <= (byte)'9')
            length++;
        return length;
    }
}
