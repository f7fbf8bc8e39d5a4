using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;

namespace StreamPS;

/// <summary>The file with a user's profiles: JSON that people can read and mend, and that never has a key in it.</summary>
public sealed class ProfileFile
{
    private const int Version = 1;

    private static readonly JsonDocumentOptions Tolerant = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };
    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly SortedDictionary<string, ChatProfile> _profiles = new(StringComparer.OrdinalIgnoreCase);

    private ProfileFile(string path)
    {
        Path = path;
    }

    /// <summary>Where the file is.</summary>
    public string Path { get; }

    /// <summary>The profiles, by name.</summary>
    public IReadOnlyCollection<ChatProfile> Profiles => _profiles.Values;

    /// <summary>The name of the profile that is used where none is named; null when there is none.</summary>
    public string? DefaultName { get; set; }

    /// <summary>Where the file is for this user: in the folder for settings (<c>XDG_CONFIG_HOME</c>, or <c>APPDATA</c> on Windows).</summary>
    /// <returns>The path; the file need not be there.</returns>
    public static string GetDefaultPath()
    {
        string? configuration = Environment.GetEnvironmentVariable("XDG_CONFIG_HOME");
        string folder = string.IsNullOrEmpty(configuration) ? Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify) : configuration!;
        return System.IO.Path.Combine(folder, "StreamPS", "profiles.json");
    }

    /// <summary>Reads the file.</summary>
    /// <param name="path">Where it is. A file that isn't there has no profiles.</param>
    /// <returns>The profiles.</returns>
    /// <exception cref="ChatInputException">The file can't be read, or is damaged. It's left as it is.</exception>
    public static ProfileFile Load(string path)
    {
        var file = new ProfileFile(path);
        if (!File.Exists(path))
            return file;

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), Tolerant);
            file.Read(document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException or FormatException or InvalidOperationException or KeyNotFoundException or ArgumentException)
        {
            throw new ChatInputException(
                ChatErrorKind.InvalidConfiguration,
                $"The file with the profiles, {path}, can't be read: {exception.Message} Mend it or move it away; it was left as it is.",
                exception);
        }

        return file;
    }

    /// <summary>The profile of a name, in any case.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The profile, or null.</returns>
    public ChatProfile? Find(string name) => _profiles.TryGetValue(name, out var profile) ? profile : null;

    /// <summary>Adds a profile, or replaces the one of its name.</summary>
    /// <param name="profile">The profile.</param>
    public void Set(ChatProfile profile) => _profiles[profile.Name] = profile;

    /// <summary>Removes a profile.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>False when there is none of that name.</returns>
    public bool Remove(string name)
    {
        if (string.Equals(DefaultName, name, StringComparison.OrdinalIgnoreCase))
            DefaultName = null;
        return _profiles.Remove(name);
    }

    /// <summary>Writes the file, whole or not at all. Only the user can read it.</summary>
    /// <exception cref="ChatInputException">The file can't be written.</exception>
    public void Save()
    {
        try
        {
            PrivateFile.Replace(Path, Write());
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ChatInputException(ChatErrorKind.InvalidConfiguration, $"The file with the profiles, {Path}, can't be written: {exception.Message}", exception);
        }
    }

    private void Read(JsonElement root)
    {
        int version = root.GetProperty("version").GetInt32();
        if (version > Version)
            throw new FormatException($"It was written by a newer version of StreamPS (format {version}, this one reads {Version}).");

        DefaultName = root.TryGetProperty("default", out var name) ? name.GetString() : null;
        foreach (var entry in root.GetProperty("profiles").EnumerateObject())
            _profiles[entry.Name] = ProfileJson.Read(entry.Name, entry.Value);
    }

    private byte[] Write()
    {
        using var content = new MemoryStream();
        using (var writer = new Utf8JsonWriter(content, Readable))
        {
            writer.WriteStartObject();
            writer.WriteNumber("version", Version);
            if (DefaultName is not null)
                writer.WriteString("default", DefaultName);
            writer.WriteStartObject("profiles");
            foreach (var profile in _profiles.Values)
                ProfileJson.Write(writer, profile);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return content.ToArray();
    }
}
