using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Linq;
using System.Management.Automation;
using StreamPS.Binding;
using StreamPS.Text;

namespace StreamPS.Commands;

/// <summary>The user's script blocks for one reply: what to do when its text matches a pattern, and when to stop.</summary>
internal sealed class ReplyActions
{
    private readonly ScriptBlock? _stopWhen;
    private readonly IReadOnlyList<MatchAction> _onMatch;
    private readonly Dictionary<int, RunningSearch[]> _searches = [];

    private ReplyActions(ScriptBlock? stopWhen, IReadOnlyList<MatchAction> onMatch)
    {
        _stopWhen = stopWhen;
        _onMatch = onMatch;
    }

    /// <summary>The actions for a reply; null when there are none.</summary>
    public static ReplyActions? For(ScriptBlock? stopWhen, IReadOnlyList<MatchAction> onMatch) =>
        stopWhen is null && onMatch.Count == 0 ? null : new ReplyActions(stopWhen, onMatch);

    /// <summary>Runs what a delta calls for. What the script blocks throw passes.</summary>
    /// <param name="delta">The delta, which has been written.</param>
    /// <param name="completion">Tells the reply so far.</param>
    /// <param name="command">Writes what the actions for matches write.</param>
    /// <returns>Whether the user has enough.</returns>
    public bool Take(ChatDelta delta, Func<ChatCompletion> completion, PSCmdlet command)
    {
        if (_onMatch.Count > 0 && delta.Content is { Length: > 0 } content)
        {
            if (!_searches.TryGetValue(delta.Index, out var searches))
                _searches.Add(delta.Index, searches = _onMatch.Select(action => new RunningSearch(action.Pattern)).ToArray());
            Run(searches, search => search.Add(content), completion, command);
        }

        return _stopWhen is not null && LanguagePrimitives.IsTrue(Invoke(_stopWhen, delta));
    }

    /// <summary>Runs what the end of the reply calls for.</summary>
    public void Complete(Func<ChatCompletion> completion, PSCmdlet command)
    {
        foreach (var searches in _searches.Values)
            Run(searches, search => search.Complete(), completion, command);
        _searches.Clear();
    }

    // In the order in which the matches end: two patterns may match in one delta.
    private void Run(RunningSearch[] searches, Func<RunningSearch, IReadOnlyList<RunningMatch>> find, Func<ChatCompletion> completion, PSCmdlet command)
    {
        var found = searches
            .SelectMany((search, index) => find(search).Select(match => (_onMatch[index].Action, Match: match)))
            .OrderBy(pair => pair.Match.End)
            .ToArray();
        foreach (var (action, match) in found)
            command.WriteObject(Invoke(action, match.Match, match.Match, completion()), enumerateCollection: true);
    }

    private static Collection<PSObject> Invoke(ScriptBlock block, object current, params object[] arguments) =>
        block.InvokeWithContext(functionsToDefine: null, [new PSVariable("_", current)], arguments);
}
