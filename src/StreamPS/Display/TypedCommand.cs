using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using StreamPS.Commands;

namespace StreamPS.Display;

/// <summary>
/// Tells where a command's output goes, by the text in which the command stands: PowerShell itself tells a command nothing about
/// what comes after it.
/// </summary>
internal static class TypedCommand
{
    private const string OutVariable = "OutVariable";
    private const string PipelineVariable = "PipelineVariable";

    // A && B: the type is newer than Windows PowerShell.
    private const string PipelineChain = "PipelineChainAst";

    /// <summary>Whether it was typed at the prompt of an interactive shell, and its output would be shown there.</summary>
    public static bool IsShownAtPrompt(PSCmdlet command) =>
        command.MyInvocation.CommandOrigin == CommandOrigin.Runspace
        && InteractiveHost.HasPrompt(command.Host)
        && InteractiveHost.IsOwn(command.Host)
        && IsUncaptured(command);

    /// <summary>Whether nothing in the script block where it stands takes its output.</summary>
    public static bool IsUncaptured(PSCmdlet command)
    {
        var bound = command.MyInvocation.BoundParameters;
        return !bound.ContainsKey(OutVariable) && !bound.ContainsKey(PipelineVariable)
            && Find(command.MyInvocation) is { } ast && !IsRedirected(ast) && IsLetThrough(ast);
    }

    // The innermost frame is the one the command runs in. Its position is the statement; the command is where its invocation says.
    private static CommandAst? Find(InvocationInfo invocation)
    {
        string? script = Runspace.DefaultRunspace.Debugger.GetCallStack().FirstOrDefault()?.Position.StartScriptPosition.GetFullScript();
        if (script is null)
            return null;

        return (CommandAst?)Parser.ParseInput(script, out _, out _).Find(
            node => node is CommandAst { Extent: var extent } && extent.StartLineNumber == invocation.ScriptLineNumber && extent.StartColumnNumber == invocation.OffsetInLine,
            searchNestedScriptBlocks: true);
    }

    private static bool IsRedirected(CommandAst command) =>
        command.Redirections.Any(redirection => redirection.FromStream is RedirectionStream.Output or RedirectionStream.All);

    // From the command up to its script block: each construct either lets output through to the one around it, or uses it.
    private static bool IsLetThrough(Ast node)
    {
        for (; node.Parent is { } parent; node = parent)
        {
            switch (parent)
            {
                case ScriptBlockAst:
                    return true;
                case PipelineAst pipeline when pipeline.PipelineElements[pipeline.PipelineElements.Count - 1] == node:
                case StatementBlockAst or NamedBlockAst:
                case IfStatementAst or LoopStatementAst or SwitchStatementAst or TryStatementAst or CatchClauseAst when node is StatementBlockAst or CatchClauseAst:
                    continue;
                default:
                    if (parent.GetType().Name == PipelineChain)
                        continue;
                    return false;
            }
        }

        return false;
    }
}
