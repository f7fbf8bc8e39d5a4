using System;
using System.Globalization;
using System.Text.Json;

namespace StreamPS.Tools;

/// <summary>A number of a JSON text: exact where it's one that people write, and else as near as a double is.</summary>
internal readonly struct JsonNumber : IComparable<JsonNumber>
{
    private readonly decimal? _exact;
    private readonly double _near;

    private JsonNumber(decimal? exact, double near)
    {
        _exact = exact;
        _near = near;
    }

    public bool IsWhole => _exact is { } exact ? exact == decimal.Truncate(exact) : _near == Math.Truncate(_near);

    public bool IsNegative => _near < 0;

    public bool IsPositive => _near > 0;

    /// <summary>The number in an element; null when there is none.</summary>
    public static JsonNumber? Of(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Number)
            return null;

        string text = value.GetRawText();
        double near = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            ? number
            : text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
        // A decimal keeps 28 digits behind the point and rounds the rest away.
        bool isExact = (near == 0 || Math.Abs(near) > 1e-9) && value.TryGetDecimal(out _);
        return new JsonNumber(isExact ? value.GetDecimal() : null, near);
    }

    public int CompareTo(JsonNumber other) => _exact is { } one && other._exact is { } two ? one.CompareTo(two) : _near.CompareTo(other._near);

    public bool IsMultipleOf(JsonNumber part)
    {
        if (_exact is { } one && part._exact is { } two)
            return one % two == 0;

        double quotient = _near / part._near;
        return Math.Abs(quotient - Math.Round(quotient)) < 1e-9;
    }

    /// <summary>A text that is the same for equal numbers.</summary>
    public override string ToString() => _exact is { } exact
        ? (exact / 1.000000000000000000000000000m).ToString(CultureInfo.InvariantCulture)
        : _near.ToString("R", CultureInfo.InvariantCulture);
}
