using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace StreamPS.Protocols;

/// <summary>Writes the fields of a request's body and merges the caller's own fields: a field of the caller's replaces the one of the same name.</summary>
internal readonly struct RequestBodyWriter
{
    /// <summary>Bodies go to a JSON parser and not into a page: text is sent as it is, which for most languages halves it.</summary>
    public static readonly JsonWriterOptions JsonOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Utf8JsonWriter _writer;
    private readonly IReadOnlyDictionary<string, object?> _extra;

    public RequestBodyWriter(Utf8JsonWriter writer, IReadOnlyDictionary<string, object?> extra)
    {
        _writer = writer;
        _extra = extra;
    }

    /// <summary>Writes a field's name, unless the caller gives that field: then its value must not be written.</summary>
    public bool Begins(string name)
    {
        if (_extra.ContainsKey(name))
            return false;

        _writer.WritePropertyName(name);
        return true;
    }

    public void WriteString(string name, string? value)
    {
        if (value is not null && Begins(name))
            _writer.WriteStringValue(value);
    }

    public void WriteBoolean(string name, bool value)
    {
        if (Begins(name))
            _writer.WriteBooleanValue(value);
    }

    public void WriteNumber(string name, double? value)
    {
        if (value is not { } number || !Begins(name))
            return;

        if (IsFinite(number))
            _writer.WriteRawValue(Shortest(number));
        else
            throw new ChatInputException(ChatErrorKind.InvalidRequest, $"The field '{name}' can't be {Shortest(number)}: JSON has no such number.");
    }

    public void WriteNumber(string name, long? value)
    {
        if (value is not null && Begins(name))
            _writer.WriteNumberValue(value.Value);
    }

    public void WriteStrings(string name, IReadOnlyList<string> values)
    {
        if (values.Count == 0 || !Begins(name))
            return;

        _writer.WriteStartArray();
        foreach (string value in values)
            _writer.WriteStringValue(value);
        _writer.WriteEndArray();
    }

    /// <summary>Writes the caller's own fields, at the end.</summary>
    /// <exception cref="ChatInputException">A value has no JSON form.</exception>
    public void WriteExtraFields()
    {
        foreach (var field in _extra)
        {
            _writer.WritePropertyName(field.Key);
            WriteValue(field.Key, field.Value);
        }
    }

    private void WriteValue(string path, object? value)
    {
        switch (value)
        {
            case null:
                _writer.WriteNullValue();
                break;
            case string text:
                _writer.WriteStringValue(text);
                break;
            case bool truth:
                _writer.WriteBooleanValue(truth);
                break;
            case double number:
                WriteFinite(path, number, Shortest(number));
                break;
            case float number:
                WriteFinite(path, number, number.ToString("R", CultureInfo.InvariantCulture));
                break;
            case decimal number:
                _writer.WriteNumberValue(number);
                break;
            case ulong number:
                _writer.WriteNumberValue(number);
                break;
            case sbyte or byte or short or ushort or int or uint or long:
                _writer.WriteNumberValue(System.Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case JsonElement element:
                element.WriteTo(_writer);
                break;
            case IDictionary dictionary:
                WriteObject(path, dictionary);
                break;
            case IReadOnlyDictionary<string, object?> dictionary:
                _writer.WriteStartObject();
                foreach (var item in dictionary)
                {
                    _writer.WritePropertyName(item.Key);
                    WriteValue($"{path}.{item.Key}", item.Value);
                }

                _writer.WriteEndObject();
                break;
            case IEnumerable items:
                _writer.WriteStartArray();
                foreach (object? item in items)
                    WriteValue(path + "[]", item);
                _writer.WriteEndArray();
                break;
            default:
                throw Unsupported(path, value);
        }
    }

    private void WriteObject(string path, IDictionary dictionary)
    {
        _writer.WriteStartObject();
        foreach (DictionaryEntry item in dictionary)
        {
            string name = System.Convert.ToString(item.Key, CultureInfo.InvariantCulture)!;
            _writer.WritePropertyName(name);
            WriteValue($"{path}.{name}", item.Value);
        }

        _writer.WriteEndObject();
    }

    private void WriteFinite(string path, double number, string text)
    {
        if (!IsFinite(number))
            throw Unsupported(path, number);

        _writer.WriteRawValue(text);
    }

    private static bool IsFinite(double number) => !double.IsNaN(number) && !double.IsInfinity(number);

    // Written by the JSON writer, .NET Framework turns 0.1 into 0.10000000000000001; "R" gives the shortest text that reads back the same.
    private static string Shortest(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    private static ChatInputException Unsupported(string path, object value) =>
        new(ChatErrorKind.InvalidRequest, $"The extra field '{path}' has a value of type {value.GetType()}, which has no JSON form.");
}
