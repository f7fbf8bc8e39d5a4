using System;
using System.Linq;
using System.Text.Json;

namespace StreamPS;

/// <summary>How a profile stands in the file.</summary>
internal static class ProfileJson
{
    public static ChatProfile Read(string name, JsonElement value)
    {
        var entry = new ProfileEntry(name, value);
        return new ChatProfile(name)
        {
            Provider = entry.Text("provider"),
            BaseUri = entry.Address("baseUri"),
            Protocol = entry.Text("protocol") is { } protocol ? ReadProtocol(protocol) : null,
            Model = entry.Text("model"),
            KeyVariable = entry.Text("keyVariable"),
            SecretName = entry.Text("secretName"),
            SecretVault = entry.Text("secretVault"),
            Headers = entry.Texts("headers"),
            Temperature = entry.Number("temperature", 0, 2),
            TopP = entry.Number("topP", 0, 1),
            MaxTokens = entry.WholeNumber("maxTokens", 1, int.MaxValue),
        };
    }

    public static void Write(Utf8JsonWriter writer, ChatProfile profile)
    {
        writer.WriteStartObject(profile.Name);
        writer.WriteOptional("provider", profile.Provider);
        writer.WriteOptional("baseUri", profile.BaseUri?.OriginalString);
        writer.WriteOptional("protocol", profile.Protocol?.ToString());
        writer.WriteOptional("model", profile.Model);
        writer.WriteOptional("keyVariable", profile.KeyVariable);
        writer.WriteOptional("secretName", profile.SecretName);
        writer.WriteOptional("secretVault", profile.SecretVault);
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

    private static ChatProtocol ReadProtocol(string name) =>
        Enum.TryParse(name, ignoreCase: true, out ChatProtocol protocol) && Enum.IsDefined(typeof(ChatProtocol), protocol)
            ? protocol
            : throw new FormatException($"There is no format '{name}'. The known ones are {string.Join(", ", Enum.GetNames(typeof(ChatProtocol)))}.");
}
