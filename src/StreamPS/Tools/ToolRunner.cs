using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Text.Json;

namespace StreamPS.Tools;

/// <summary>Runs a tool in the session of the user who offered it. Nothing of what the model wrote becomes code: its arguments are splatted.</summary>
internal sealed class ToolRunner
{
    // What a tool throws is its result. The loop around it keeps a stray break from ending a loop of the user's.
    private const string RunScript = """
        param($StreamPSTool, $StreamPSArguments, $StreamPSSink, $StreamPSOutput)
        foreach ($StreamPSOnce in 1) {
            try { & $StreamPSTool @StreamPSArguments 2>&1 | & $StreamPSSink -Output $StreamPSOutput | Microsoft.PowerShell.Utility\Select-Object -First 1 }
            catch { & $StreamPSSink -Output $StreamPSOutput -InputObject $_ }
        }
        """;

    private const string ShowScript = "param($StreamPSObjects) $StreamPSObjects | Microsoft.PowerShell.Utility\\Out-String -Width 200";

    private readonly CommandInvocationIntrinsics _session;
    private readonly ScriptBlock _run = ScriptBlock.Create(RunScript);

    public ToolRunner(CommandInvocationIntrinsics session)
    {
        _session = session;
    }

    /// <summary>Runs a tool.</summary>
    /// <param name="tool">The tool.</param>
    /// <param name="call">The call it answers.</param>
    /// <param name="arguments">Its arguments, which fit its parameters.</param>
    /// <returns>The result for the model; what went wrong is one, too.</returns>
    public ChatMessage Run(ChatCommandTool tool, ToolCall call, JsonElement arguments)
    {
        var output = new ToolOutput();
        _session.InvokeScript(useLocalScope: true, _run, input: null, tool.Target, JsonObjects.ToHashtable(arguments), AddToolOutputCommand.Info, output);
        return ChatMessage.ToolResult(call, output.ToText(Show), output.HasErrors);
    }

    private string Show(IReadOnlyList<object> objects) =>
        string.Concat(_session.InvokeScript(useLocalScope: true, ScriptBlock.Create(ShowScript), input: null, [objects]).Select(text => text.ToString()));
}
