using System.Management.Automation;
using System.Text.RegularExpressions;

namespace StreamPS.Binding;

/// <summary>What to do when a reply's text matches a pattern.</summary>
public sealed class MatchAction
{
    /// <summary>Makes one.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="action">What to do.</param>
    public MatchAction(Regex pattern, ScriptBlock action)
    {
        Pattern = pattern;
        Action = action;
    }

    /// <summary>The pattern.</summary>
    public Regex Pattern { get; }

    /// <summary>What to do: <c>$_</c> and the first argument are the match, the second one is the completion so far.</summary>
    public ScriptBlock Action { get; }
}
