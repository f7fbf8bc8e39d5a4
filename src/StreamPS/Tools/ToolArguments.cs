using System.Text.Json;

namespace StreamPS.Tools;

/// <summary>A call's arguments as PowerShell works with them: the property Arguments of a ToolCall.</summary>
public static class ToolArguments
{
    /// <summary>Parses the arguments of a call.</summary>
    /// <param name="call">The call.</param>
    /// <returns>An object with a property for each; null when the model wrote no JSON.</returns>
    public static object? Read(ToolCall call) => call.Arguments is { } arguments && IsText(arguments) ? JsonObjects.ToObject(arguments) : null;

    // Half a surrogate pair passes the parser.
    private static bool IsText(JsonElement arguments) => JsonSchemas.Anything.Check(arguments).Count == 0;
}
