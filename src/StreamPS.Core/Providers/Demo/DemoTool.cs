using System.Text.Json;

namespace StreamPS.Demo;

/// <summary>A tool that the Demo service was offered.</summary>
internal sealed class DemoTool
{
    private DemoTool(string name, JsonElement parameters)
    {
        Name = name;
        Parameters = parameters;
    }

    public string Name { get; }

    /// <summary>The schema of its arguments.</summary>
    public JsonElement Parameters { get; }

    /// <summary>The first tool of a request; null when it has none.</summary>
    public static DemoTool? Find(JsonElement body)
    {
        if (!body.TryGetProperty("tools", out var tools) || tools.ValueKind != JsonValueKind.Array || tools.GetArrayLength() == 0)
            return null;

        return tools[0].ValueKind == JsonValueKind.Object
            && tools[0].TryGetProperty("function", out var function)
            && function.ValueKind == JsonValueKind.Object
            && function.TryGetProperty("name", out var name)
            && function.TryGetProperty("parameters", out var parameters)
            ? new DemoTool(name.ToString(), parameters.Clone())
            : null;
    }
}
