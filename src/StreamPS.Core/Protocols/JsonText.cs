using System;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace StreamPS.Protocols;

/// <summary>Tolerant reading of the JSON that services send: a value of the wrong type counts as missing, a number may be a string.</summary>
internal static class JsonText
{
    /// <summary>The string at the reader; null for any other type.</summary>
    public static string? ReadString(ref this Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            reader.Skip();
            return null;
        }

        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair or bytes that aren't UTF-8: the parser refuses, but the text is there.
            return Unescape(reader.ValueSpan);
        }
    }

    /// <summary>The string or number at the reader as text; null for any other type.</summary>
    public static string? ReadText(ref this Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Number ? Encoding.UTF8.GetString(reader.ValueSpan) : reader.ReadString();

    /// <summary>The whole number at the reader, which may be written as a string; null for anything else.</summary>
    public static int? ReadInt(ref this Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out int whole))
            return whole;

        string? text = reader.ReadText();
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number is >= int.MinValue and <= int.MaxValue
            ? (int)number
            : null;
    }

    /// <summary>True when the name or string at the reader is the one given. Unlike the parser's own comparison, it doesn't throw at half a surrogate pair.</summary>
    public static bool Says(ref this Utf8JsonReader reader, ReadOnlySpan<byte> text) =>
        reader.ValueIsEscaped ? Unescape(reader.ValueSpan) == Encoding.UTF8.GetString(text) : reader.ValueSpan.SequenceEqual(text);

    /// <summary>True at the start of an object. Any other value is passed over, so that null and wrong types count as missing.</summary>
    public static bool IsObject(ref this Utf8JsonReader reader) => Is(ref reader, JsonTokenType.StartObject);

    /// <summary>True at the start of an array. Any other value is passed over.</summary>
    public static bool IsArray(ref this Utf8JsonReader reader) => Is(ref reader, JsonTokenType.StartArray);

    /// <summary>Goes to the next property of the object in hand.</summary>
    /// <returns>False at the end of the object.</returns>
    public static bool ReadProperty(ref this Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.PropertyName;

    /// <summary>Goes to the next element of the array in hand.</summary>
    /// <returns>False at the end of the array.</returns>
    public static bool ReadElement(ref this Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType != JsonTokenType.EndArray;

    /// <summary>The string in a field of the object at the reader; null for anything else.</summary>
    public static string? ReadField(ref this Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        string? value = null;
        if (!reader.IsObject())
            return value;

        while (reader.ReadProperty())
        {
            bool isField = reader.Says(name);
            reader.Read();
            if (isField)
                value = reader.ReadString();
            else
                reader.Skip();
        }

        return value;
    }

    private static bool Is(ref Utf8JsonReader reader, JsonTokenType type)
    {
        if (reader.TokenType == type)
            return true;

        reader.Skip();
        return false;
    }

    /// <summary>
    /// Decodes a JSON string that the parser has found well-formed. A lone surrogate is kept, since its other half may come with the next
    /// delta; bytes that aren't UTF-8 become U+FFFD, as in event streams.
    /// </summary>
    private static string Unescape(ReadOnlySpan<byte> text)
    {
        var result = new StringBuilder(text.Length);
        while (!text.IsEmpty)
        {
            int escape = text.IndexOf((byte)'\\');
            var plain = escape < 0 ? text : text.Slice(0, escape);
            result.Append(Encoding.UTF8.GetString(plain));
            if (escape < 0)
                break;

            byte kind = text[escape + 1];
            int length = kind == 'u' ? 6 : 2;
            result.Append(kind switch
            {
                (byte)'u' => (char)int.Parse(Encoding.UTF8.GetString(text.Slice(escape + 2, 4)), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
                (byte)'b' => '\b',
                (byte)'f' => '\f',
                (byte)'n' => '\n',
                (byte)'r' => '\r',
                (byte)'t' => '\t',
                _ => (char)kind,
            });
            text = text.Slice(escape + length);
        }

        return result.ToString();
    }
}
