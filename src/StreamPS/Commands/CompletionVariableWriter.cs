using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace StreamPS.Commands;

/// <summary>Keeps the variable that -CompletionVariable names: one completion, or an array when there were several prompts.</summary>
internal sealed class CompletionVariableWriter
{
    private const string ErrorId = "CompletionVariableNotWritable";

    private readonly PSVariableIntrinsics _variables;
    private readonly string _name;
    private readonly SortedList<int, ChatCompletion> _completions = [];
    private RuntimeException? _failure;

    private CompletionVariableWriter(PSVariableIntrinsics variables, string name)
    {
        _variables = variables;
        _name = name;
    }

    /// <summary>Looks whether the variable can be set, before anything is sent.</summary>
    public static CompletionVariableWriter Open(PSCmdlet command, string name)
    {
        const ScopedItemOptions Fixed = ScopedItemOptions.ReadOnly | ScopedItemOptions.Constant;
        if (command.SessionState.PSVariable.Get(name) is { } variable && (variable.Options & Fixed) != 0)
        {
            var exception = new PSArgumentException($"The variable '{name}' can't be set: it's read-only.");
            command.ThrowTerminatingError(new ErrorRecord(exception, ErrorId, ErrorCategory.WriteError, name));
        }

        return new CompletionVariableWriter(command.SessionState.PSVariable, name);
    }

    /// <summary>Sets the variable. It doesn't throw, since it's called while the exception of another command may be on its way.</summary>
    /// <param name="promptIndex">Which prompt it answers: they're in the prompts' order, whichever is answered first.</param>
    /// <param name="completion">The completion.</param>
    public void Add(int promptIndex, ChatCompletion completion)
    {
        _completions.Add(promptIndex, completion);
        try
        {
            _variables.Set(_name, _completions.Count == 1 ? completion : _completions.Values.ToArray());
        }
        catch (RuntimeException exception)
        {
            _failure = exception;
        }
    }

    /// <summary>Reports that the variable couldn't be set, for example since it has a type.</summary>
    public void ReportTo(PSCmdlet command)
    {
        if (_failure is null)
            return;

        command.WriteError(new ErrorRecord(_failure, ErrorId, ErrorCategory.WriteError, _name));
        _failure = null;
    }
}
