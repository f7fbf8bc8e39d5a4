using System;
using System.Collections.Generic;
using System.Text.Json;
using StreamPS.Tools;

namespace StreamPS;

/// <summary>What an answer has to look like, and what is made of it.</summary>
public sealed class AnswerFormat
{
    /// <summary>Asks for an answer that fits a schema.</summary>
    /// <param name="schema">The schema.</param>
    public AnswerFormat(JsonSchema schema)
    {
        Schema = schema;
    }

    /// <summary>The schema.</summary>
    public JsonSchema Schema { get; }

    /// <summary>Makes the object of an answer that fits; without it, that's a <see cref="JsonElement"/>. It's called when the object is first asked for.</summary>
    public Func<JsonElement, object?>? Convert { get; init; }

    /// <summary>Whether the answer is handed on as it is: whoever asked for it looks at it.</summary>
    internal bool IsUnchecked { get; init; }

    /// <summary>Whether a service with a strict mode can be held to the schema to the letter.</summary>
    internal bool IsStrict => StrictSchema.Allows(Schema.Definition);

    /// <summary>Reads an answer.</summary>
    /// <param name="text">The reply's text.</param>
    /// <param name="answer">Its JSON.</param>
    /// <returns>What doesn't fit; nothing when all does.</returns>
    internal IReadOnlyList<string> Read(string text, out JsonElement answer)
    {
        answer = default;
        try
        {
            using var document = JsonDocument.Parse(AnswerText.GetJson(text));
            answer = document.RootElement.Clone();
            return Schema.Check(answer);
        }
        catch (JsonException)
        {
            return ["/: isn't JSON"];
        }
    }
}
