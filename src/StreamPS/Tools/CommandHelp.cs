using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace StreamPS.Tools;

/// <summary>What a command's help says about it and its parameters. Of functions and scripts it's read in the source, where no help file can be missing.</summary>
internal sealed class CommandHelp
{
    private static readonly char[] Blanks = [' ', '\t', '\r', '\n'];

    private readonly Dictionary<string, string> _parameters = new(StringComparer.OrdinalIgnoreCase);

    private CommandHelp()
    {
    }

    /// <summary>What the command does; may be empty.</summary>
    public string Synopsis { get; private set; } = "";

    public static CommandHelp Of(CommandInfo command, CommandInvocationIntrinsics session) => command switch
    {
        FunctionInfo function => OfSource(function.ScriptBlock.Ast),
        ExternalScriptInfo script => OfSource(script.ScriptBlock.Ast),
        _ => OfTopic(command, session),
    };

    /// <summary>What a parameter is for; may be empty.</summary>
    public string OfParameter(string name) => _parameters.TryGetValue(name, out string? text) ? text : "";

    private static CommandHelp OfSource(Ast source)
    {
        var help = new CommandHelp();
        var content = source switch
        {
            FunctionDefinitionAst function => function.GetHelpContent(),
            ScriptBlockAst script => script.GetHelpContent(),
            _ => null,
        };
        if (content is null)
            return help;

        help.Synopsis = Tidy(content.Synopsis ?? content.Description);
        foreach (var parameter in content.Parameters)
            help._parameters[parameter.Key] = Tidy(parameter.Value);
        return help;
    }

    private static CommandHelp OfTopic(CommandInfo command, CommandInvocationIntrinsics session)
    {
        const string Script = "param($name) Microsoft.PowerShell.Core\\Get-Help -Name $name -ErrorAction Ignore";
        var help = new CommandHelp();
        string name = string.IsNullOrEmpty(command.ModuleName) ? command.Name : $"{command.ModuleName}\\{command.Name}";
        var topic = session.InvokeScript(useLocalScope: true, ScriptBlock.Create(Script), input: null, name).FirstOrDefault();
        if (topic is null)
            return help;

        // Without a help file, PowerShell makes up a synopsis that is the syntax.
        string synopsis = Tidy(Text(topic, "Synopsis"));
        help.Synopsis = synopsis.StartsWith(command.Name + " ", StringComparison.OrdinalIgnoreCase) ? "" : synopsis;
        foreach (var parameter in Items(Value(Value(topic, "parameters"), "parameter")))
            help._parameters[Text(parameter, "name")] = Tidy(string.Join(" ", Items(Value(parameter, "description")).Select(line => Text(line, "Text"))));
        return help;
    }

    private static object? Value(object? source, string name) => source is null ? null : PSObject.AsPSObject(source).Properties[name]?.Value;

    private static string Text(object source, string name) => Value(source, name)?.ToString() ?? "";

    private static IEnumerable<object> Items(object? value) => LanguagePrimitives.GetEnumerable(value) is { } items ? items.Cast<object>() : value is null ? [] : [value];

    private static string Tidy(string? text) => string.Join(" ", (text ?? "").Split(Blanks, StringSplitOptions.RemoveEmptyEntries));
}
