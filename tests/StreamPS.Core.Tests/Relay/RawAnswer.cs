using System;
using System.Globalization;
using System.Linq;
using System.Text.Json;

namespace StreamPS.Tests.Relay;

/// <summary>An answer as it came over the wire.</summary>
/// <param name="Head">The status line and the headers.</param>
internal sealed record RawAnswer(string Head)
{
    public string Body { get; init; } = "";

    public int Status => int.Parse(Head.Split(' ')[1], CultureInfo.InvariantCulture);

    /// <summary>What the body says of an error, in either form.</summary>
    public string Error => JsonElement.Parse(Body).GetProperty("error") is { ValueKind: JsonValueKind.String } text ? text.GetString()! : JsonElement.Parse(Body).GetProperty("error").GetProperty("message").GetString()!;

    public string? Header(string name) => Head.Split("\r\n").Skip(1)
        .Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
        .Select(line => line[(name.Length + 1)..].Trim())
        .SingleOrDefault();
}
