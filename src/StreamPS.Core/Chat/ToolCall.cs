using System.Text.Json;

namespace StreamPS;

/// <summary>A call of a tool that the model asked for.</summary>
public sealed class ToolCall
{
    /// <summary>Makes a call.</summary>
    /// <param name="index">The position among the reply's calls, from 0.</param>
    /// <param name="id">The id that the tool's result has to name.</param>
    /// <param name="name">The function's name.</param>
    /// <param name="argumentsJson">The arguments as the model wrote them.</param>
    public ToolCall(int index, string id, string name, string argumentsJson)
    {
        Index = index;
        Id = id;
        Name = name;
        ArgumentsJson = argumentsJson;
    }

    /// <summary>The position among the reply's calls, from 0.</summary>
    public int Index { get; }

    /// <summary>The id that the tool's result has to name.</summary>
    public string Id { get; }

    /// <summary>The function's name.</summary>
    public string Name { get; }

    /// <summary>The arguments as the model wrote them. It may be empty, cut short or no JSON at all: models make mistakes.</summary>
    public string ArgumentsJson { get; }

    /// <summary>What proves to the service that it made this call itself; null when it gives nothing of the kind. It goes back unchanged with the call.</summary>
    public string? Signature { get; init; }

    /// <summary>The arguments, parsed: an empty text counts as an empty object. Null when <see cref="ArgumentsJson"/> isn't JSON.</summary>
    public JsonElement? Arguments
    {
        get
        {
            try
            {
                using var document = JsonDocument.Parse(ArgumentsJson.Length == 0 ? "{}" : ArgumentsJson);
                return document.RootElement.Clone();
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }

    /// <summary>The call as it would be written in code.</summary>
    /// <returns>The name and the arguments.</returns>
    public override string ToString() => $"{Name}({ArgumentsJson})";
}
