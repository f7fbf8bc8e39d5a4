using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Xml.Linq;
using StreamPS.HelpBuilder.Cmdlets;
using StreamPS.HelpBuilder.Pages;
using StreamPS.HelpBuilder.Text;
using static StreamPS.HelpBuilder.Output.MamlNamespaces;

namespace StreamPS.HelpBuilder.Output;

/// <summary>A cmdlet's syntax and parameters in MAML.</summary>
internal static class MamlParameters
{
    /// <summary>One line of syntax per parameter set.</summary>
    public static XElement Syntax(CmdletMetadata cmdlet, CmdletPage page) => new(
        Command + "syntax",
        cmdlet.ParameterSets.Select(set => new XElement(
            Command + "syntaxItem",
            new XElement(Maml + "name", cmdlet.Name),
            InSyntaxOrder(InPageOrder(cmdlet, page), set).Select(item => SyntaxParameter(item.Parameter, item.Entry)))));

    /// <summary>Every parameter with its text and its facts, in the order of the page.</summary>
    public static XElement Parameters(CmdletMetadata cmdlet, CmdletPage page) => new(
        Command + "parameters",
        InPageOrder(cmdlet, page)
            .Where(parameter => !parameter.IsHidden || TextOf(parameter, page) is not null)
            .Select(parameter => FullParameter(parameter, TextOf(parameter, page))));

    // What a page needn't describe comes last.
    private static IEnumerable<ParameterMetadata> InPageOrder(CmdletMetadata cmdlet, CmdletPage page)
    {
        List<string> order = [.. page.Parameters.Select(text => text.Name)];
        return cmdlet.Parameters.OrderBy(parameter => (uint)order.IndexOf(parameter.Name));
    }

    private static IEnumerable<(ParameterMetadata Parameter, ParameterSetEntry Entry)> InSyntaxOrder(IEnumerable<ParameterMetadata> parameters, string set) =>
        parameters
            .Where(parameter => !parameter.IsHidden)
            .Select(parameter => (parameter, entry: parameter.EntryOf(set)!))
            .Where(item => item.entry is not null)
            .OrderBy(item => item.entry.Position ?? int.MaxValue)
            .ThenBy(item => !item.entry.IsMandatory);

    private static XElement SyntaxParameter(ParameterMetadata parameter, ParameterSetEntry entry) => new(
        Command + "parameter",
        Facts(parameter, entry.IsMandatory, entry.Position, entry.FromPipeline, entry.FromPipelineByPropertyName),
        new XElement(Maml + "name", parameter.Name),
        AcceptedValues(parameter),
        parameter.Type.IsSwitch ? null : Value(parameter));

    private static XElement FullParameter(ParameterMetadata parameter, ParameterText? text) => new(
        Command + "parameter",
        Facts(parameter, parameter.IsMandatory, parameter.Position, parameter.FromPipeline, parameter.FromPipelineByPropertyName),
        new XElement(Maml + "name", parameter.Name),
        Description(parameter, text),
        AcceptedValues(parameter),
        Value(parameter),
        new XElement(Dev + "type", new XElement(Maml + "name", parameter.Type.FullName), new XElement(Maml + "uri")),
        new XElement(Dev + "defaultValue", text?.Default ?? (parameter.Type.IsSwitch ? "False" : "None")));

    private static IEnumerable<XAttribute> Facts(
        ParameterMetadata parameter, bool isMandatory, int? position, bool fromPipeline, bool fromPipelineByPropertyName) =>
    [
        new("required", isMandatory),
        new("variableLength", parameter.Type.IsCollection),
        new("globbing", parameter.AcceptsWildcards),
        new("pipelineInput", PipelineInput(fromPipeline, fromPipelineByPropertyName)),
        new("position", position?.ToString(CultureInfo.InvariantCulture) ?? "named"),
        new("aliases", parameter.Aliases.Count == 0 ? "none" : string.Join(", ", parameter.Aliases)),
    ];

    private static string PipelineInput(bool byValue, bool byPropertyName) => (byValue, byPropertyName) switch
    {
        (true, true) => "True (ByValue, ByPropertyName)",
        (true, false) => "True (ByValue)",
        (false, true) => "True (ByPropertyName)",
        _ => "False",
    };

    // Get-Help shows accepted values in the syntax only. Under the parameter they are added in words, unless the page names them all.
    private static XElement Description(ParameterMetadata parameter, ParameterText? text)
    {
        if (text is null) return MamlText.Description(parameter.StandardText ?? "");

        XElement description = MamlText.Description(text.Text);
        string written = string.Join('\n', text.Text);
        if (parameter.AcceptedValues.Any(value => !written.Contains(value, StringComparison.Ordinal)))
            description.Add(MamlText.Paragraph($"Accepted values: {string.Join(", ", parameter.AcceptedValues)}."));
        return description;
    }

    private static XElement? AcceptedValues(ParameterMetadata parameter) =>
        parameter.AcceptedValues.Count == 0
            ? null
            : new XElement(
                Command + "parameterValueGroup",
                parameter.AcceptedValues.Select(value => new XElement(
                    Command + "parameterValue", new XAttribute("required", false), new XAttribute("variableLength", false), value)));

    // A switch needs no value: "-Raw [<SwitchParameter>]".
    private static XElement Value(ParameterMetadata parameter) => new(
        Command + "parameterValue",
        new XAttribute("required", !parameter.Type.IsSwitch),
        new XAttribute("variableLength", parameter.Type.IsCollection),
        parameter.Type.Name);

    private static ParameterText? TextOf(ParameterMetadata parameter, CmdletPage page) =>
        page.Parameters.FirstOrDefault(text => text.Name == parameter.Name);
}
