using System;

namespace StreamPS.Protocols;

/// <summary>
/// Remembers a frame with holes in it, of which one is the text; the others are where services count their frames, date them or pad them.
/// The frames of one reply differ in their holes alone as a rule, so most need no JSON parser: a frame that is the same outside of the holes,
/// with a JSON string without escapes or a whole number in each of them, has the same tokens as the one remembered. So it means the same with
/// another text, and with other numbers where those matter.
/// </summary>
internal sealed class FramePattern
{
    // Longer numbers are left to the parser, so that none is too large for an int.
    private const int MostDigits = 9;

    private byte[] _bytes = [];
    private int _byteCount;
    private Hole[] _holes = [];
    private int _holeCount;

    /// <summary>How many holes there are; none as long as nothing was remembered.</summary>
    public int HoleCount => _holeCount;

    /// <summary>Remembers a frame, if it has exactly one text.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="documentStart">Where its document begins.</param>
    /// <param name="holes">The document's holes, in the order in which they stand.</param>
    /// <returns>False when the frame hasn't, and the one before stays.</returns>
    public bool Remember(ReadOnlySpan<byte> frame, int documentStart, FrameHoles holes)
    {
        if (holes.TextCount != 1)
            return false;

        if (_bytes.Length < frame.Length)
            _bytes = new byte[frame.Length * 2];
        if (_holes.Length < holes.Count)
            _holes = new Hole[holes.Count * 2];

        _byteCount = 0;
        _holeCount = holes.Count;
        int start = 0;
        for (int i = 0; i < holes.Count; i++)
        {
            var hole = holes[i];
            Append(frame.Slice(start, documentStart + hole.Start - start));
            _holes[i] = new Hole(hole.Kind, hole.Tag, _byteCount);
            start = documentStart + hole.Start + hole.Length;
        }

        Append(frame.Slice(start));
        return true;
    }

    /// <summary>Takes the text of a frame that is like the one remembered. An empty one is left to the parser: it may mean that another text counts.</summary>
    /// <returns>False when the frame has to be parsed.</returns>
    public bool TryMatch(ReadOnlySpan<byte> frame, out ReadOnlySpan<byte> text)
    {
        text = default;
        if (_holeCount == 0 || frame.Length <= _byteCount)
            return false;
        if (_holeCount > 1)
            return TryMatchHoles(frame, out text);

        // With nothing but the text between them, both ends have their places.
        ReadOnlySpan<byte> pattern = _bytes.AsSpan(0, _byteCount);
        int start = _holes[0].End;
        var candidate = frame.Slice(start, frame.Length - _byteCount);
        if (!frame.EndsWith(pattern.Slice(start)) || !frame.StartsWith(pattern.Slice(0, start)) || CountPlainText(candidate) < candidate.Length)
            return false;

        text = candidate;
        return true;
    }

    /// <summary>A number of the frame that was matched last.</summary>
    /// <param name="index">Which hole it stands in.</param>
    /// <param name="tag">What the number is.</param>
    /// <param name="value">Its value.</param>
    /// <returns>False for a hole whose value doesn't matter.</returns>
    public bool TryGetNumber(int index, out int tag, out int value)
    {
        tag = _holes[index].Tag;
        value = _holes[index].Value;
        return tag >= 0;
    }

    private bool TryMatchHoles(ReadOnlySpan<byte> frame, out ReadOnlySpan<byte> text)
    {
        text = default;
        ReadOnlySpan<byte> pattern = _bytes.AsSpan(0, _byteCount);
        var candidate = default(ReadOnlySpan<byte>);
        int start = 0;
        foreach (ref var hole in _holes.AsSpan(0, _holeCount))
        {
            var before = pattern.Slice(start, hole.End - start);
            if (!frame.StartsWith(before))
                return false;

            frame = frame.Slice(before.Length);
            start = hole.End;
            int length = hole.Kind == FrameHoleKind.Number ? ReadNumber(frame, ref hole) : CountPlainText(frame);
            if (length < 0)
                return false;
            if (hole.Kind == FrameHoleKind.Text)
                candidate = frame.Slice(0, length);
            frame = frame.Slice(length);
        }

        if (candidate.IsEmpty || !frame.SequenceEqual(pattern.Slice(start)))
            return false;

        text = candidate;
        return true;
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_bytes.AsSpan(_byteCount));
        _byteCount += bytes.Length;
    }

    private static int CountPlainText(ReadOnlySpan<byte> bytes)
    {
        int length = 0;
        while (length < bytes.Length && bytes[length] is >= 0x20 and not (byte)'"' and not (byte)'\\')
            length++;
        return length;
    }

    private static int ReadNumber(ReadOnlySpan<byte> bytes, ref Hole hole)
    {
        int length = 0;
        int value = 0;
        while (length < bytes.Length && (uint)(bytes[length] - '0') is var digit and <= 9)
        {
            value = unchecked((value * 10) + (int)digit);
            length++;
        }

        hole.Value = value;
        return length is 0 or > MostDigits || (length > 1 && bytes[0] == '0') ? -1 : length;
    }

    private struct Hole
    {
        public Hole(FrameHoleKind kind, int tag, int end)
        {
            Kind = kind;
            Tag = tag;
            End = end;
            Value = 0;
        }

        public FrameHoleKind Kind { get; }

        public int Tag { get; }

        /// <summary>Where the bytes before the hole end.</summary>
        public int End { get; }

        public int Value { get; set; }
    }
}
