using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace StreamPS.Tools;

/// <summary>Writes a tool's data as JSON. How deep it goes has a limit: below it, objects are their texts.</summary>
internal static class ToolResultJson
{
    private const int DeepestLevel = 8;

    private static readonly JsonWriterOptions PlainText = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One object as itself, several as a list.</summary>
    public static string Write(IReadOnlyList<object> values)
    {
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, PlainText))
            Write(writer, values.Count == 1 ? values[0] : values, level: 0);
        return Encoding.UTF8.GetString(text.ToArray());
    }

    /// <summary>The text of a single value, the same in every culture.</summary>
    public static string Say(object value) => (value is PSObject wrapped ? wrapped.BaseObject : value) switch
    {
        DateTime time => time.ToString("o", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString("o", CultureInfo.InvariantCulture),
        bool truth => truth ? "true" : "false",
        IFormattable number => number.ToString(format: null, CultureInfo.InvariantCulture),
        object other => other.ToString() ?? "",
    };

    private static void Write(Utf8JsonWriter writer, object? value, int level)
    {
        object? plain = value is PSObject wrapped ? wrapped.BaseObject : value;
        switch (plain)
        {
            case null:
                writer.WriteNullValue();
                break;
            case bool truth:
                writer.WriteBooleanValue(truth);
                break;
            case sbyte or byte or short or ushort or int or uint or long:
                writer.WriteNumberValue(Convert.ToInt64(plain, CultureInfo.InvariantCulture));
                break;
            case double or float or decimal or ulong when IsNumber(plain):
                writer.WriteRawValue(((IFormattable)plain).ToString(plain is decimal or ulong ? null : "R", CultureInfo.InvariantCulture));
                break;
            case string or DateTime or DateTimeOffset or Enum:
                writer.WriteStringValue(Say(plain));
                break;
            case IDictionary dictionary when level < DeepestLevel:
                WriteFields(writer, dictionary.Cast<DictionaryEntry>().Select(entry => (Convert.ToString(entry.Key, CultureInfo.InvariantCulture) ?? "", (object?)entry.Value)), level);
                break;
            case PSCustomObject when level < DeepestLevel:
                WriteFields(writer, ((PSObject)value!).Properties.Select(property => (property.Name, (object?)property.Value)), level);
                break;
            case IEnumerable items when level < DeepestLevel:
                writer.WriteStartArray();
                foreach (object? item in items)
                    Write(writer, item, level + 1);
                writer.WriteEndArray();
                break;
            default:
                writer.WriteStringValue(Say(value!));
                break;
        }
    }

    private static void WriteFields(Utf8JsonWriter writer, IEnumerable<(string Name, object? Value)> fields, int level)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in fields)
        {
            writer.WritePropertyName(name);
            Write(writer, value, level + 1);
        }

        writer.WriteEndObject();
    }

    private static bool IsNumber(object value) => value is decimal or ulong || !(double.IsNaN(Convert.ToDouble(value, CultureInfo.InvariantCulture)) || double.IsInfinity(Convert.ToDouble(value, CultureInfo.InvariantCulture)));
}
