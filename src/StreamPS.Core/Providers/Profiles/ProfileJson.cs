using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace StreamPS;

/// <summary>How a profile stands in the file.</summary>
internal static class ProfileJson
{
    public static ChatProfile Read(string name, JsonElement entry) => new(name)
    {
        Provider = Text(entry, "provider"),
        BaseUri = Text(entry, "baseUri") is { } address ? new Uri(address) : null,
        Protocol = Text(entry, "protocol") is { } protocol ? ReadProtocol(protocol) : null,
        Model = Text(entry, "model"),
        KeyVariable = Text(entry, "keyVariable"),
        SecretName = Text(entry, "secretName"),
        SecretVault = Text(entry, "secretVault"),
        Headers = entry.TryGetProperty("headers", out var headers)
            ? headers.EnumerateObject().ToDictionary(header => header.Name, header => header.Value.GetString() ?? throw new FormatException($"The header '{header.Name}' is null."), StringComparer.OrdinalIgnoreCase)
            : [],
        Temperature = entry.TryGetProperty("temperature", out var temperature) ? temperature.GetDouble() : null,
        TopP = entry.TryGetProperty("topP", out var topP) ? topP.GetDouble() : null,
        MaxTokens = entry.TryGetProperty("maxTokens", out var maxTokens) ? maxTokens.GetInt32() : null,
    };

    public static void Write(Utf8JsonWriter writer, ChatProfile profile)
    {
        writer.WriteStartObject(profile.Name);
        WriteText(writer, "provider", profile.Provider);
        WriteText(writer, "baseUri", profile.BaseUri?.OriginalString);
        WriteText(writer, "protocol", profile.Protocol?.ToString());
        WriteText(writer, "model", profile.Model);
        WriteText(writer, "keyVariable", profile.KeyVariable);
        WriteText(writer, "secretName", profile.SecretName);
        WriteText(writer, "secretVault", profile.SecretVault);
        if (profile.Headers.Count > 0)
        {
            writer.WriteStartObject("headers");
            foreach (var header in profile.Headers.OrderBy(header => header.Key, StringComparer.Ordinal))
                writer.WriteString(header.Key, header.Value);
            writer.WriteEndObject();
        }

        if (profile.Temperature is { } temperature)
            writer.WriteNumber("temperature", (decimal)temperature);
        if (profile.TopP is { } topP)
            writer.WriteNumber("topP", (decimal)topP);
        if (profile.MaxTokens is { } maxTokens)
            writer.WriteNumber("maxTokens", maxTokens);
        writer.WriteEndObject();
    }

    /// <summary>The text of a property; null when it isn't there.</summary>
    public static string? Text(JsonElement entry, string name) => entry.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static ChatProtocol ReadProtocol(string name) =>
        Enum.TryParse(name, ignoreCase: true, out ChatProtocol protocol) && Enum.IsDefined(typeof(ChatProtocol), protocol)
            ? protocol
            : throw new FormatException($"There is no format '{name}'. The known ones are {string.Join(", ", Enum.GetNames(typeof(ChatProtocol)))}.");

    private static void WriteText(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
            writer.WriteString(name, value);
    }
}
