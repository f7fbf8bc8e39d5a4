using System.Collections.Generic;
using System.Management.Automation;

namespace StreamPS.Commands;

/// <summary>Keeps the variable that -CompletionVariable names: one completion, or an array when there were several prompts.</summary>
internal sealed class CompletionVariableWriter
{
    private const string ErrorId = "CompletionVariableNotWritable";

    private readonly PSVariableIntrinsics _variables;
    private readonly string _name;
    private readonly List<ChatCompletion> _completions = [];
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
    /// <param name="completion">The completion.</param>
    /// <param name="earlier">The one that it goes on from and takes the place of; null when it's the first of an exchange.</param>
    public void Add(ChatCompletion completion, ChatCompletion? earlier)
    {
        int place = earlier is null ? -1 : _completions.IndexOf(earlier);
        if (place < 0)
            _completions.Add(completion);
        else
            _completions[place] = completion;
        try
        {
            _variables.Set(_name, _completions.Count == 1 ? completion : _completions.ToArray());
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
