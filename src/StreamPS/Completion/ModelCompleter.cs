using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Threading;
using System.Threading.Tasks;
using StreamPS.Commands;

namespace StreamPS.Completion;

/// <summary>Completes the names of models: from the list at hand, or from one that the service gives quickly. It never holds the prompt up for long.</summary>
public sealed class ModelCompleter : IArgumentCompleter
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(400);

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string word = wordToComplete.Trim('\'', '"');
        return GetModels(new CommandLine(fakeBoundParameters))
            .Where(model => model.Id.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            .Select(model => new CompletionResult(CompletionText.Quote(model.Id), model.Id, CompletionResultType.ParameterValue, model.DisplayName ?? model.Id));
    }

    private static IReadOnlyList<ChatModel> GetModels(CommandLine line)
    {
        try
        {
            var choice = line.ChooseProvider();
            var cache = RunspaceState.Current.Models;
            return cache.Find(choice.Provider) ?? Blocking.Wait(new ValueTask<IReadOnlyList<ChatModel>>(AskAsync(line.CreateClient(choice), cache)));
        }
        catch (Exception exception) when (exception is ChatException or PSInvalidCastException)
        {
            // Half a command line is no place for errors.
            return [];
        }
    }

    // On a thread of its own: looking a name or a proxy up can't be stopped on every platform, only left alone.
    private static async Task<IReadOnlyList<ChatModel>> AskAsync(ChatClient client, ModelCache cache)
    {
        using var deadline = new CancellationTokenSource(LongestWait);
        var token = deadline.Token;
        var list = Task.Run(() => cache.RefreshAsync(client, token), CancellationToken.None);
        var expiry = Task.Delay(Timeout.Infinite, token);
        return await Task.WhenAny(list, expiry).ConfigureAwait(false) == list && !list.IsCanceled ? await list.ConfigureAwait(false) : [];
    }
}
