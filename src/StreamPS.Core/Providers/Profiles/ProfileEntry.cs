using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace StreamPS;

/// <summary>The fields of a profile in the file. People edit it, so what is wrong is told by profile and field.</summary>
internal readonly struct ProfileEntry
{
    private readonly string _name;
    private readonly JsonElement _entry;

    public ProfileEntry(string name, JsonElement entry)
    {
        _name = name;
        _entry = entry.ValueKind == JsonValueKind.Object ? entry : throw new FormatException($"The profile '{name}' is no object with fields.");
    }

    /// <summary>The text of a field; null when it isn't there.</summary>
    /// <exception cref="FormatException">It's no text.</exception>
    public string? Text(string field) => Find(field) is not { } value ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : throw Wrong(field, value, "a text");

    /// <summary>The address of a field; null when it isn't there.</summary>
    /// <exception cref="FormatException">It's no address.</exception>
    public Uri? Address(string field) => Text(field) is not { } text ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var address) ? address
        : throw Wrong(field, Find(field)!.Value, "an address that begins with http:// or https://");

    /// <summary>The number of a field; null when it isn't there.</summary>
    /// <exception cref="FormatException">It's no number, or not in its range.</exception>
    public double? Number(string field, double least, double most) => Find(field) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && number >= least && number <= most ? number
        : throw Wrong(field, value, FormattableString.Invariant($"a number from {least} to {most}"));

    /// <summary>The whole number of a field; null when it isn't there.</summary>
    /// <exception cref="FormatException">It's no whole number, or not in its range.</exception>
    public int? WholeNumber(string field, int least, int most) => Find(field) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number >= least && number <= most ? number
        : throw Wrong(field, value, FormattableString.Invariant($"a whole number from {least} to {most}"));

    /// <summary>The texts of a field that has fields itself; none when it isn't there.</summary>
    /// <exception cref="FormatException">It's something else.</exception>
    public Dictionary<string, string> Texts(string field)
    {
        if (Find(field) is not { } value)
            return [];
        if (value.ValueKind != JsonValueKind.Object)
            throw Wrong(field, value, "an object with texts");

        var entry = this;
        return value.EnumerateObject().ToDictionary(
            text => text.Name,
            text => text.Value.ValueKind == JsonValueKind.String ? text.Value.GetString()! : throw entry.Wrong($"{field}.{text.Name}", text.Value, "a text"),
            StringComparer.OrdinalIgnoreCase);
    }

    // What is null counts as left out.
    private JsonElement? Find(string field) =>
        _entry.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private FormatException Wrong(string field, JsonElement value, string expected) =>
        new($"The profile '{_name}' has {Describe(value)} as its {field}, which has to be {expected}.");

    private static string Describe(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        _ => MaskedAddress.Of(value.GetRawText()),
    };
}
