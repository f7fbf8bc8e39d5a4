using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using StreamPS.Tools;

namespace StreamPS.Cassettes;

/// <summary>In what a request differs from a recorded one.</summary>
internal sealed class RequestDifference
{
    private const int LongestValue = 60;
    private const int MostShown = 5;

    // Another path or method is another kind of request, which no likeness of bodies makes up for.
    private const int OtherKind = 100_000;

    private readonly List<string> _texts = [];

    private RequestDifference()
    {
    }

    /// <summary>How much it is.</summary>
    public int Size { get; private set; }

    public static RequestDifference Between(CassetteRequest recorded, CassetteRequest actual)
    {
        var difference = new RequestDifference();
        if (recorded.Method != actual.Method)
            difference.Add("the method", recorded.Method, actual.Method, OtherKind);
        if (recorded.Path != actual.Path)
            difference.Add("the path", recorded.Path, actual.Path, OtherKind);
        if (recorded.Json is { } one && actual.Json is { } other)
            difference.Compare("", one, other);
        else if (recorded.Text != actual.Text)
            difference.Add("the body", recorded.Text is null ? null : Quote(recorded.Text), actual.Text is null ? null : Quote(actual.Text), 1);
        return difference;
    }

    /// <summary>The differences in words, as far as they help.</summary>
    public override string ToString()
    {
        string more = _texts.Count > MostShown ? $"; and {_texts.Count - MostShown} more" : "";
        return string.Join("; ", _texts.Take(MostShown)) + more;
    }

    private void Compare(string path, JsonElement recorded, JsonElement actual)
    {
        if (recorded.ValueKind == JsonValueKind.Object && actual.ValueKind == JsonValueKind.Object)
            CompareFields(path, recorded, actual);
        else if (recorded.ValueKind == JsonValueKind.Array && actual.ValueKind == JsonValueKind.Array)
            CompareItems(path, recorded, actual);
        else if (CanonicalJson.Of(recorded) != CanonicalJson.Of(actual))
            AddValues(path, recorded, actual);
    }

    private void CompareFields(string path, JsonElement recorded, JsonElement actual)
    {
        foreach (var field in recorded.EnumerateObject())
        {
            string place = path.Length == 0 ? field.Name : $"{path}.{field.Name}";
            if (actual.TryGetProperty(field.Name, out var value))
                Compare(place, field.Value, value);
            else
                Add(place, Shorten(field.Value), null, 1);
        }

        foreach (var field in actual.EnumerateObject().Where(field => !recorded.TryGetProperty(field.Name, out _)))
            Add(path.Length == 0 ? field.Name : $"{path}.{field.Name}", null, Shorten(field.Value), 1);
    }

    private void CompareItems(string path, JsonElement recorded, JsonElement actual)
    {
        var one = recorded.EnumerateArray().ToArray();
        var other = actual.EnumerateArray().ToArray();
        for (int index = 0; index < Math.Max(one.Length, other.Length); index++)
        {
            string place = $"{path}[{index}]";
            if (index >= other.Length)
                Add(place, Shorten(one[index]), null, 1);
            else if (index >= one.Length)
                Add(place, null, Shorten(other[index]), 1);
            else
                Compare(place, one[index], other[index]);
        }
    }

    // Of long texts, the part is shown in which they differ.
    private void AddValues(string path, JsonElement recorded, JsonElement actual)
    {
        if (recorded.ValueKind != JsonValueKind.String || actual.ValueKind != JsonValueKind.String)
        {
            Add(path, Shorten(recorded), Shorten(actual), 1);
            return;
        }

        string one = recorded.GetString()!;
        string other = actual.GetString()!;
        int same = 0;
        while (same < one.Length && same < other.Length && one[same] == other[same])
            same++;
        int start = Math.Max(one.Length, other.Length) <= LongestValue ? 0 : Math.Max(0, same - (LongestValue / 3));
        if (start > 0 && char.IsLowSurrogate(start < one.Length ? one[start] : other[start]))
            start--;
        Add(path, Quote(one, start), Quote(other, start), 1);
    }

    private void Add(string place, string? recorded, string? actual, int size)
    {
        Size += size;
        _texts.Add(
            recorded is null ? $"{place} wasn't there, and now it's {actual}"
            : actual is null ? $"{place} was {recorded}, and now it isn't there"
            : $"{place} was {recorded}, and now it's {actual}");
    }

    private static string Shorten(JsonElement value) => value.ValueKind == JsonValueKind.String ? Quote(value.GetString()!) : Cut(value.GetRawText(), 0);

    private static string Quote(string text, int start = 0) => $"'{Cut(text, start)}'";

    private static string Cut(string text, int start)
    {
        int length = Math.Min(LongestValue, text.Length - start);
        if (length > 0 && start + length < text.Length && char.IsHighSurrogate(text[start + length - 1]))
            length--;
        string part = text.Substring(start, length).Replace("\r", "\\r").Replace("\n", "\\n");
        return $"{(start > 0 ? "…" : "")}{part}{(start + length < text.Length ? "…" : "")}";
    }
}
