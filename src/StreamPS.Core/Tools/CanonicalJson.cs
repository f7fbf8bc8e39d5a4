using System;
using System.Linq;
using System.Text.Json;

namespace StreamPS.Tools;

/// <summary>Texts that are the same for values that are equal, however they're written.</summary>
internal static class CanonicalJson
{
    public static string Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "{" + string.Join(",", value.EnumerateObject().OrderBy(property => property.Name, StringComparer.Ordinal).Select(property => $"{JsonSerializer.Serialize(property.Name)}:{Of(property.Value)}")) + "}",
        JsonValueKind.Array => "[" + string.Join(",", value.EnumerateArray().Select(Of)) + "]",
        JsonValueKind.String => JsonSerializer.Serialize(value.GetString()),
        JsonValueKind.Number => JsonNumber.Of(value)!.Value.ToString(),
        _ => value.GetRawText(),
    };
}
