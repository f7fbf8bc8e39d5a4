using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using StreamPS.Conversation.Slash;

namespace StreamPS.Conversation;

/// <summary>The commands of the conversation.</summary>
internal sealed class SlashCommands
{
    private const int FarthestName = 2;

    private readonly List<SlashCommand> _commands = [];

    public SlashCommands(ILineReader reader)
    {
        _commands.AddRange(
        [
            new HelpCommand(_commands, reader),
            new ModelCommand(),
            new ProviderCommand(),
            new SystemCommand(),
            new RetryCommand(),
            new EditCommand(reader),
            new SaveCommand(),
            new LoadCommand(),
            new CopyCommand(),
            new TokensCommand(),
            new ExitCommand(),
        ]);
    }

    /// <summary>Runs the command that a line is; false when it's a message. A path, such as /etc/hosts, is one.</summary>
    /// <exception cref="ChatException">What the command was to do can't be done.</exception>
    /// <exception cref="System.IO.IOException">A file can't be written.</exception>
    public bool TryRun(Dialogue dialogue, string line)
    {
        var match = Regex.Match(line, @"^\s*/(?<name>[\w-]+)(?:\s+(?<argument>.*?))?\s*$", RegexOptions.Singleline | RegexOptions.CultureInvariant);
        if (!match.Success)
            return false;

        string name = match.Groups["name"].Value;
        if (Find(name) is { } command)
            command.Run(dialogue, match.Groups["argument"].Value);
        else
            dialogue.Screen.ShowError($"There is no command /{name}.{Suggest(name)}");
        return true;
    }

    /// <summary>What a line could become that begins like this.</summary>
    public IReadOnlyList<string> Complete(Dialogue dialogue, string line)
    {
        if (line.Length == 0 || line[0] != '/')
            return [];

        int end = line.IndexOf(' ');
        if (end < 0)
            return [.. _commands.Select(command => "/" + command.Name).Where(name => name.StartsWith(line, StringComparison.OrdinalIgnoreCase))];

        var found = Find(line.Substring(1, end - 1));
        string argument = line.Substring(end + 1);
        return found is null ? [] : [.. found.Complete(dialogue, argument).Select(text => $"/{found.Name} {text}")];
    }

    private SlashCommand? Find(string name) => _commands.FirstOrDefault(command => string.Equals(command.Name, name, StringComparison.OrdinalIgnoreCase));

    private string Suggest(string name)
    {
        var nearest = _commands.Select(command => (command.Name, Distance: GetDistance(name, command.Name))).OrderBy(pair => pair.Distance).First();
        return nearest.Distance <= FarthestName ? $" Do you mean /{nearest.Name}?" : " /help shows those there are.";
    }

    // How many letters have to be added, left out or changed. The beginning of a name is near to it.
    private static int GetDistance(string typed, string name)
    {
        if (name.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
            return 1;

        var row = Enumerable.Range(0, name.Length + 1).ToArray();
        for (int i = 1; i <= typed.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= name.Length; j++)
            {
                int change = diagonal + (char.ToLowerInvariant(typed[i - 1]) == name[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(change, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[name.Length];
    }
}
