using System;
using System.Collections.Generic;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace StreamPS.Tools;

/// <summary>A schema that was read: its text, and what stands behind its patterns and references.</summary>
internal sealed class SchemaDocument
{
    /// <summary>Schemas go to models: text is sent as it is.</summary>
    public static readonly JsonSerializerOptions PlainText = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public SchemaDocument(JsonElement root)
    {
        Root = root;
    }

    public JsonElement Root { get; }

    /// <summary>The patterns, by their text.</summary>
    public Dictionary<string, Regex> Patterns { get; } = new(StringComparer.Ordinal);

    /// <summary>The schemas that are referred to, by the reference.</summary>
    public Dictionary<string, JsonElement> References { get; } = new(StringComparer.Ordinal);

    public bool IsOfObjects => Root.ValueKind == JsonValueKind.Object && Root.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && type.ValueEquals("object");
}
