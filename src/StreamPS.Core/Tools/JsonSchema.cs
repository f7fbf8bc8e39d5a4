using System;
using System.Collections.Generic;
using System.Text.Json;
using StreamPS.Tools;

namespace StreamPS;

/// <summary>
/// What a JSON value has to look like, in the words of JSON Schema: the arguments of a tool, or an answer. It knows what model services accept,
/// and refuses words that it couldn't check; <c>format</c> is a hint for the model and isn't checked.
/// </summary>
public sealed class JsonSchema
{
    private readonly SchemaDocument _document;

    private JsonSchema(SchemaDocument document)
    {
        _document = document;
    }

    /// <summary>The schema.</summary>
    public JsonElement Definition => _document.Root;

    /// <summary>Whether it's a schema of objects alone.</summary>
    internal bool IsOfObjects => _document.IsOfObjects;

    /// <summary>Reads a schema.</summary>
    /// <param name="json">Its JSON text.</param>
    /// <returns>The schema.</returns>
    /// <exception cref="ChatInputException">It's no JSON, or no schema, or has a word that can't be checked; the message names the place.</exception>
    public static JsonSchema Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return FromElement(document.RootElement);
        }
        catch (JsonException exception)
        {
            throw new ChatInputException(ChatErrorKind.InvalidRequest, $"The schema isn't JSON: {exception.Message}", exception);
        }
    }

    /// <summary>Takes a schema that was parsed already.</summary>
    /// <param name="definition">The schema.</param>
    /// <returns>The schema.</returns>
    /// <exception cref="ChatInputException">It's no schema, or has a word that can't be checked; the message names the place.</exception>
    public static JsonSchema FromElement(JsonElement definition) => new(SchemaReader.Read(definition.Clone()));

    /// <summary>Checks a value.</summary>
    /// <param name="value">The value.</param>
    /// <returns>What doesn't fit, each with its place, such as <c>/city: is a number, must be a string</c>; nothing when the value fits. At most ten.</returns>
    public IReadOnlyList<string> Check(JsonElement value) => SchemaCheck.Run(_document, value);

    /// <summary>The part that a reference in the schema stands for.</summary>
    internal JsonElement Find(string reference) => _document.References[reference];

    /// <summary>The schema as JSON.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => JsonSerializer.Serialize(Definition, SchemaDocument.PlainText);
}
