using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Linq;
using System.Management.Automation;
using System.Text.RegularExpressions;
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
        foreach (var (action, match) in FindMatches(delta))
            command.WriteObject(Invoke(action, match, match, completion()), enumerateCollection: true);
        return _stopWhen is not null && LanguagePrimitives.IsTrue(Invoke(_stopWhen, delta));
    }

    private static Collection<PSObject> Invoke(ScriptBlock block, object current, params object[] arguments) =>
        block.InvokeWithContext(functionsToDefine: null, [new PSVariable("_", current)], arguments);

    // In the order in which they end: two patterns may match in one delta.
    private (ScriptBlock Action, Match Match)[] FindMatches(ChatDelta delta)
    {
        if (_onMatch.Count == 0 || delta.Content is not { Length: > 0 } content)
            return [];
        if (!_searches.TryGetValue(delta.Index, out var searches))
            _searches.Add(delta.Index, searches = _onMatch.Select(action => new RunningSearch(action.Pattern)).ToArray());

        return searches
            .SelectMany((search, index) => search.Add(content).Select(match => (Action: _onMatch[index].Action, Match: match)))
            .OrderBy(found => found.Match.End)
            .Select(found => (found.Action, found.Match.Match))
            .ToArray();
    }
}
