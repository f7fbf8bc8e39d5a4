using System;
using System.Collections;
using System.Management.Automation;
using System.Text.Encodings.Web;
using System.Text.Json;
using StreamPS.Binding;

namespace StreamPS.Tools;

/// <summary>Makes schemas of what PowerShell users write.</summary>
internal static class JsonSchemas
{
    private static readonly JsonSerializerOptions PlainText = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The schema that every JSON value fits whose texts are texts.</summary>
    public static readonly JsonSchema Anything = JsonSchema.Parse("true");

    /// <summary>Makes the format of an answer of a schema in a hashtable or in JSON, or of a type, which answers are converted to.</summary>
    /// <exception cref="ChatInputException">It's no schema.</exception>
    public static AnswerFormat ToFormat(object value)
    {
        object plain = value is PSObject wrapped ? wrapped.BaseObject : value;
        return plain switch
        {
            AnswerFormat format => format,
            JsonSchema schema => Of(schema),
            Type type => OfType(type),
            string text when FindType(text) is { } type => OfType(type),
            string text => Of(JsonSchema.Parse(text)),
            IDictionary or PSCustomObject => Of(JsonSchema.Parse(ToJson(value))),
            _ => throw Invalid($"A {plain.GetType().Name} is no schema: give a hashtable, JSON text or a type."),
        };
    }

    private static AnswerFormat Of(JsonSchema schema) => new(schema) { Convert = JsonObjects.ToObject };

    private static AnswerFormat OfType(Type type)
    {
        var schema = TypeSchema.Of(type, isAnswer: true) ?? throw Invalid($"The type {type} has no properties that a model could fill in.");
        return new AnswerFormat(JsonSchema.Parse(JsonSerializer.Serialize(schema, PlainText)))
        {
            Convert = answer => LanguagePrimitives.TryConvertTo(JsonObjects.ToValue(answer), type, out object? result) ? result : JsonObjects.ToObject(answer),
        };
    }

    // On a command line, [Weather] without parentheses is a text.
    private static Type? FindType(string text) =>
        text.Length > 2 && text[0] == '[' && text[text.Length - 1] == ']' && LanguagePrimitives.TryConvertTo(text.Substring(1, text.Length - 2), out Type type) ? type : null;

    private static string ToJson(object value)
    {
        try
        {
            return JsonSerializer.Serialize(PlainValue.From(value), PlainText);
        }
        catch (NotSupportedException exception)
        {
            throw new ChatInputException(ChatErrorKind.InvalidRequest, $"The schema has a value without a JSON form: {exception.Message}", exception);
        }
    }

    private static ChatInputException Invalid(string message) => new(ChatErrorKind.InvalidRequest, message);
}
