using System;

namespace StreamPS.Protocols;

/// <summary>
/// One text of a reply that comes in pieces, from a service that may send everything so far each time instead of what's new. It's told the
/// values as they come and says what's new in each.
/// </summary>
/// <remarks>
/// <para>The first value is new in either reading. From the second on:</para>
/// <list type="bullet">
/// <item>A value that doesn't begin with the whole one before it settles it: increments. That is nearly every second value.</item>
/// <item>While each begins with the one before, both readings are possible (increments "ha", "haha" look like that). What both agree on is
/// handed out, the rest is held back: the text is right whichever it turns out to be.</item>
/// <item>It's cumulative once increments would have meant that the model repeats itself too much to believe: two values that read otherwise
/// and at least <see cref="EnoughRepeated"/> repeated characters, or <see cref="EnoughExtensions"/> values that each extend the one before.</item>
/// <item>The same value again is cumulative when its frame has another reason to come; else <see cref="EnoughEquals"/> in a row are increments
/// (a line of zeros).</item>
/// <item>When the text ends first, it was cumulative if the two readings differ in more than repetition ("Yes", "Yes."), and increments if they
/// don't ("ha", "haha"), since increments are what's asked for.</item>
/// </list>
/// </remarks>
internal sealed class CumulativeText
{
    /// <summary>So many characters no model writes twice in a row for no reason, piece by piece.</summary>
    public const int EnoughRepeated = 16;

    /// <summary>So many extensions in a row are no chance, even of a text that is one repetition.</summary>
    public const int EnoughExtensions = 16;

    /// <summary>So many equal values in a row are no repeated frames: at most a character's incomplete bytes make a service send the same again.</summary>
    public const int EnoughEquals = 3;

    private Reading _reading;
    private string _last = "";
    private string _joined = "";
    private int _given;
    private int _extensions;
    private int _differences;
    private int _repeated;
    private int _equals;

    private enum Reading
    {
        Open,
        Increments,
        Cumulative,
    }

    /// <summary>True once it's settled that each value is new: then there is nothing left to do for this class.</summary>
    public bool IsIncremental => _reading == Reading.Increments;

    /// <summary>Takes the next value.</summary>
    /// <param name="value">The value, as the service sent it.</param>
    /// <param name="mayRepeat">Whether its frame has another reason to come than new text here: a tool call, other text, or no new tokens at all.</param>
    /// <returns>What's new for certain; empty when nothing is.</returns>
    public string Take(string value, bool mayRepeat = false)
    {
        if (_reading == Reading.Increments)
            return value;
        if (_reading == Reading.Cumulative)
            return TakeCumulative(value);
        if (_last.Length == 0)
        {
            _last = _joined = value;
            _given = value.Length;
            return value;
        }

        if (!value.StartsWith(_last, StringComparison.Ordinal))
            return Settle(Reading.Increments, _joined + value);
        return value.Length == _last.Length ? TakeEqual(value, mayRepeat) : TakeExtension(value);
    }

    /// <summary>Ends the text.</summary>
    /// <returns>What was held back.</returns>
    public string End()
    {
        if (_reading != Reading.Open)
            return "";

        return _differences > 0 ? Settle(Reading.Cumulative, _last) : Settle(Reading.Increments, _joined);
    }

    private string TakeEqual(string value, bool mayRepeat)
    {
        if (mayRepeat)
            return Settle(Reading.Cumulative, _last);

        _joined += value;
        return ++_equals == EnoughEquals ? Settle(Reading.Increments, _joined) : "";
    }

    private string TakeExtension(string value)
    {
        _joined += value;
        int agreed = CommonLength(value, _joined, _given);
        if (agreed < value.Length)
        {
            _differences++;
            _repeated += _last.Length;
        }

        _last = value;
        _equals = 0;
        _extensions++;
        bool isCumulative = (_differences >= 2 && _repeated >= EnoughRepeated) || _extensions == EnoughExtensions;
        return isCumulative ? Settle(Reading.Cumulative, value) : Give(value, agreed);
    }

    // Also right for a late value, which is a beginning, and for one whose end was rewritten.
    private string TakeCumulative(string value)
    {
        int common = CommonLength(value, _last, from: 0);
        if (common == value.Length)
            return "";

        // Another text altogether: it was increments after all, and those that follow are not to suffer.
        if (common * 2 <= _last.Length)
        {
            _reading = Reading.Increments;
            return value;
        }

        _last = value;
        return value.Substring(common);
    }

    private string Settle(Reading reading, string text)
    {
        _reading = reading;
        if (reading == Reading.Increments)
            _last = "";
        _joined = "";
        return Give(text, text.Length);
    }

    private string Give(string text, int end)
    {
        string fresh = text.Substring(_given, end - _given);
        _given = end;
        return fresh;
    }

    private static int CommonLength(string left, string right, int from)
    {
        int end = Math.Min(left.Length, right.Length);
        int length = from;
        while (length < end && left[length] == right[length])
            length++;

        // A character of two halves is handed out whole.
        bool isInCharacter = length > from && length < left.Length && char.IsHighSurrogate(left[length - 1]) && char.IsLowSurrogate(left[length]);
        return isInCharacter ? length - 1 : length;
    }
}
