using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Text.Json;
using System.Threading;
using StreamPS.Errors;

namespace StreamPS.Tools;

/// <summary>What happens between a reply that calls tools and the next request: the calls are checked, asked about and run, one after the other.</summary>
internal sealed class ToolRounds
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly PSCmdlet _command;
    private readonly Dictionary<string, ChatTool> _tools;
    private readonly ChatToolMode _mode;
    private readonly int _maximum;
    private readonly ToolRunner _runner;
    private bool _yesToAll;
    private bool _noToAll;

    private ToolRounds(PSCmdlet command, IReadOnlyList<ChatTool> tools, ChatToolMode mode, int maximum)
    {
        _command = command;
        _tools = tools.GroupBy(tool => tool.Name, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
        _mode = mode;
        _maximum = maximum;
        _runner = new ToolRunner(command.InvokeCommand);
    }

    /// <summary>Makes ready, and ends the command if a tool can't be run that would have to be.</summary>
    /// <param name="command">The command that asks the model.</param>
    /// <param name="tools">The tools that are offered. No other command can be called.</param>
    /// <param name="mode">Whether calls are run.</param>
    /// <param name="maximum">How many times results are given to the model.</param>
    public static ToolRounds Begin(PSCmdlet command, IReadOnlyList<ChatTool> tools, ChatToolMode mode, int maximum)
    {
        if (mode != ChatToolMode.Manual && tools.FirstOrDefault(tool => tool is not ChatCommandTool) is { } other)
        {
            var exception = new ChatInputException(ChatErrorKind.InvalidRequest, $"The tool '{other.Name}' has no command that could be run: use -ToolMode Manual.");
            command.ThrowTerminatingError(exception.ToErrorRecord(target: other));
        }

        return new ToolRounds(command, tools, mode, maximum);
    }

    /// <summary>Runs what a reply calls.</summary>
    /// <returns>The results, in the order of the calls; null when the reply is the last one.</returns>
    /// <exception cref="ChatException">There were as many rounds as there may be, or nobody can be asked.</exception>
    public IReadOnlyList<ChatMessage>? Run(ChatCompletion reply, CancellationToken cancellationToken)
    {
        if (_mode == ChatToolMode.Manual || reply.Status != ChatCompletionStatus.Complete || reply.ToolCalls.Count == 0)
            return null;
        if (reply.ToolRounds >= _maximum)
            throw new ChatToolException(ChatErrorKind.TooManyToolRounds, $"The model called tools {reply.ToolRounds + 1} times in a row, and {_maximum} are allowed (-MaxToolRounds). The last calls weren't run.", reply);

        var results = new List<ChatMessage>();
        foreach (var call in reply.ToolCalls)
        {
            if (cancellationToken.IsCancellationRequested)
                throw new PipelineStoppedException();
            results.Add(Run(call, reply));
        }

        return results;
    }

    private ChatMessage Run(ToolCall call, ChatCompletion reply)
    {
        if (FindProblem(call) is { } problem)
        {
            _command.WriteVerbose($"Tool {call.Name} was not run. {problem}");
            return ChatMessage.ToolResult(call, problem, isError: true);
        }

        if (_mode == ChatToolMode.Confirm && !IsAllowed(call, reply))
            return ChatMessage.ToolResult(call, "The user refused this call. It was not run.", isError: true);

        var arguments = call.Arguments!.Value;
        _command.WriteVerbose($"Tool {call.Name}: {arguments.GetRawText()}");
        return _runner.Run((ChatCommandTool)_tools[call.Name], call, arguments);
    }

    private string? FindProblem(ToolCall call)
    {
        if (!_tools.TryGetValue(call.Name, out var tool))
            return $"There is no tool '{call.Name}'. The tools are: {string.Join(", ", _tools.Keys)}.";
        if (call.Arguments is not { } arguments)
            return "The arguments aren't JSON.";

        var misfits = tool.Parameters.Check(arguments);
        return misfits.Count == 0 ? null : $"The arguments don't fit the tool's parameters:\n{string.Join("\n", misfits)}";
    }

    private bool IsAllowed(ToolCall call, ChatCompletion reply)
    {
        // Written anew: as the model wrote it, it could have control characters for the terminal.
        string arguments = JsonSerializer.Serialize(call.Arguments!.Value, Indented);
        try
        {
            return _command.ShouldContinue($"{call.Name} {arguments}", "Run this tool?", ref _yesToAll, ref _noToAll);
        }
        catch (Exception exception) when (exception is HostException or PSInvalidOperationException or NotImplementedException)
        {
            throw new ChatToolException(ChatErrorKind.ToolNotConfirmed, $"The tool '{call.Name}' was not run: nobody can be asked here. {exception.Message}", reply);
        }
    }
}
