using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace StreamPS.Tools;

/// <summary>
/// Collects what a tool writes and makes a text of it for the model: texts and numbers as they are, data as JSON, and other objects as they'd stand
/// on the screen. It takes no more than a model should read, and says when it's full, so that a tool without end is stopped.
/// </summary>
internal sealed class ToolOutput
{
    /// <summary>The most characters that go to the model.</summary>
    public const int MaximumLength = 64 * 1024;

    private const int MostObjects = 10_000;
    private const string Nothing = "(no output)";

    private readonly List<object> _objects = [];
    private readonly List<string> _errors = [];
    private int _length;

    /// <summary>True when the tool wrote an error.</summary>
    public bool HasErrors => _errors.Count > 0;

    /// <summary>True when the rest of the output isn't wanted.</summary>
    public bool IsFull => _length > MaximumLength || _objects.Count + _errors.Count >= MostObjects;

    /// <summary>Takes an object of the tool's output or of its errors.</summary>
    public void Add(object? value)
    {
        switch (value is PSObject wrapped ? wrapped.BaseObject : value)
        {
            case null:
                break;
            case ErrorRecord error:
                _errors.Add(error.ErrorDetails?.Message is { Length: > 0 } details ? details : error.Exception.Message);
                break;
            default:
                _objects.Add(value!);
                _length += Measure(value!);
                break;
        }
    }

    /// <summary>The text for the model.</summary>
    /// <param name="show">Makes the text of objects that a screen would show.</param>
    public string ToText(Func<IReadOnlyList<object>, string> show)
    {
        var parts = new List<string>();
        if (_objects.Count > 0)
            parts.Add(Write(show));
        parts.AddRange(_errors.Select(error => "Error: " + error));
        return parts.Count == 0 ? Nothing : Cut(string.Join("\n", parts));
    }

    private string Write(Func<IReadOnlyList<object>, string> show)
    {
        if (_objects.All(IsScalar))
            return string.Join("\n", _objects.Select(ToolResultJson.Say));
        if (_objects.All(IsData))
            return ToolResultJson.Write(_objects);
        return show(_objects).TrimEnd().TrimStart('\r', '\n');
    }

    private string Cut(string text)
    {
        if (text.Length <= MaximumLength && !IsFull)
            return text;

        int length = Math.Min(text.Length, MaximumLength);
        if (char.IsHighSurrogate(text[length - 1]))
            length--;
        return $"{text.Substring(0, length)}\n[The output was cut here: it's longer than {MaximumLength} characters.]";
    }

    private static object Base(object value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    private static bool IsScalar(object value) => Base(value) is string or IConvertible or Guid or Uri or TimeSpan or DateTimeOffset or Version;

    private static bool IsData(object value) => IsScalar(value) || Base(value) is PSCustomObject or IDictionary or Array;

    private static int Measure(object value) => Base(value) is string text ? text.Length + 1 : IsScalar(value) ? 8 : IsData(value) ? ToolResultJson.Write([value]).Length : 1;
}
