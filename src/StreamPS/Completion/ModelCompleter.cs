using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text.RegularExpressions;
using System.Threading;
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
        return GetModels(fakeBoundParameters)
            .Where(model => model.Id.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            .Select(model => new CompletionResult(Quote(model.Id), model.Id, CompletionResultType.ParameterValue, model.DisplayName ?? model.Id));
    }

    private static IReadOnlyList<ChatModel> GetModels(IDictionary bound)
    {
        try
        {
            var baseUri = bound["BaseUri"] is { } address ? LanguagePrimitives.ConvertTo<Uri>(address) : null;
            var choice = ProviderChoice.Make(bound["Provider"] as string, baseUri, protocol: null);
            var cache = RunspaceState.Current.Models;
            return cache.Find(choice.Provider) ?? Ask(choice, cache);
        }
        catch (Exception exception) when (exception is ChatException or PSInvalidCastException)
        {
            // Half a command line is no place for errors.
            return [];
        }
    }

    private static IReadOnlyList<ChatModel> Ask(ProviderChoice choice, ModelCache cache)
    {
        using var deadline = new CancellationTokenSource(LongestWait);
        var client = new ChatClient(choice.Provider, new ChatClientOptions { ApiKey = KeySource.FindInEnvironment(choice.Provider) });
        try
        {
            return Blocking.Wait(new System.Threading.Tasks.ValueTask<IReadOnlyList<ChatModel>>(cache.RefreshAsync(client, deadline.Token)));
        }
        catch (OperationCanceledException)
        {
            return [];
        }
    }

    // Names come from outside: nothing but plain ones goes into a command line as it is. @cf/… would be a splatted variable, and ; ends a command.
    private static string Quote(string name) =>
        Regex.IsMatch(name, @"^\w[\w./:+-]*$") ? name : $"'{CodeGeneration.EscapeSingleQuotedStringContent(name)}'";
}
