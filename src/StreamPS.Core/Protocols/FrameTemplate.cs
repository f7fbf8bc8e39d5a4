using System;

namespace StreamPS.Protocols;

/// <summary>
/// Remembers a frame that carried nothing but text, as what stands before the text and what stands after it. The frames of one reply
/// differ in their text alone as a rule, so most need no JSON parser: same beginning, same end, and between them a JSON string without
/// escapes. Such a frame has the same tokens as the one remembered, so it means the same with another text.
/// </summary>
internal sealed class FrameTemplate
{
    private byte[] _bytes = [];
    private int _prefixLength;
    private int _suffixLength = -1;

    private ReadOnlySpan<byte> Prefix => _bytes.AsSpan(0, _prefixLength);

    private ReadOnlySpan<byte> Suffix => _bytes.AsSpan(_prefixLength, _suffixLength);

    /// <summary>Remembers a frame.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="textStart">Where the string begins, after its opening quote.</param>
    /// <param name="textLength">The string's length up to its closing quote, as it stands in the frame.</param>
    public void Remember(ReadOnlySpan<byte> frame, int textStart, int textLength)
    {
        var prefix = frame.Slice(0, textStart);
        var suffix = frame.Slice(textStart + textLength);
        if (_bytes.Length < prefix.Length + suffix.Length)
            _bytes = new byte[(prefix.Length + suffix.Length) * 2];
        prefix.CopyTo(_bytes);
        suffix.CopyTo(_bytes.AsSpan(prefix.Length));
        _prefixLength = prefix.Length;
        _suffixLength = suffix.Length;
    }

    /// <summary>Takes the text of a frame that is like the one remembered.</summary>
    /// <returns>False when the frame has to be parsed.</returns>
    public bool TryMatch(ReadOnlySpan<byte> frame, out ReadOnlySpan<byte> text)
    {
        text = default;
        int textLength = frame.Length - _prefixLength - _suffixLength;
        if (_suffixLength < 0 || textLength < 0 || !frame.EndsWith(Suffix) || !frame.StartsWith(Prefix))
            return false;

        var candidate = frame.Slice(_prefixLength, textLength);
        if (!IsPlainText(candidate))
            return false;

        text = candidate;
        return true;
    }

    // Texts are a few bytes long: a loop beats the vectorised searches, and checks that the JSON is valid at the same time.
    private static bool IsPlainText(ReadOnlySpan<byte> text)
    {
        foreach (byte value in text)
        {
            if (value is < 0x20 or (byte)'"' or (byte)'\\')
                return false;
        }

        return true;
    }
}
