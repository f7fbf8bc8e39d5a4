using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using StreamPS.HelpBuilder.Cmdlets;
using StreamPS.HelpBuilder.Pages;
using StreamPS.HelpBuilder.Text;
using static StreamPS.HelpBuilder.Output.MamlNamespaces;

namespace StreamPS.HelpBuilder.Output;

/// <summary>Writes the help file of an assembly.</summary>
internal static class MamlWriter
{
    /// <summary>The same text on every machine: nothing in it depends on paths, times or the platform's line end.</summary>
    public static string Write(IEnumerable<(CmdletMetadata Cmdlet, CmdletPage Page)> cmdlets)
    {
        var document = new XDocument(
            new XElement(Help + "helpItems", new XAttribute("schema", "maml"), cmdlets.Select(item => Command(item.Cmdlet, item.Page))));

        // A StringWriter would declare UTF-16.
        var settings = new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true, NewLineChars = "\n" };
        using var bytes = new MemoryStream();
        using (var writer = XmlWriter.Create(bytes, settings)) document.Save(writer);
        return Encoding.UTF8.GetString(bytes.ToArray()) + "\n";
    }

    private static XElement Command(CmdletMetadata cmdlet, CmdletPage page) => new(
        MamlNamespaces.Command + "command",
        new XAttribute(XNamespace.Xmlns + "maml", Maml),
        new XAttribute(XNamespace.Xmlns + "command", MamlNamespaces.Command),
        new XAttribute(XNamespace.Xmlns + "dev", Dev),
        new XElement(
            MamlNamespaces.Command + "details",
            new XElement(MamlNamespaces.Command + "name", cmdlet.Name),
            new XElement(MamlNamespaces.Command + "verb", cmdlet.Verb),
            new XElement(MamlNamespaces.Command + "noun", cmdlet.Noun),
            MamlText.Description(page.Synopsis)),
        MamlText.Description(page.Description),
        MamlParameters.Syntax(cmdlet, page),
        MamlParameters.Parameters(cmdlet, page),
        Types("inputTypes", "inputType", page.Inputs, cmdlet.Parameters.Where(parameter => parameter.FromPipeline).Select(parameter => parameter.Type.FullName)),
        Types("returnValues", "returnValue", page.Outputs, cmdlet.OutputTypes),
        page.Notes.Count == 0 ? null : new XElement(Maml + "alertSet", new XElement(Maml + "alert", MamlText.Paragraphs(page.Notes))),
        new XElement(MamlNamespaces.Command + "examples", page.Examples.Select(Example)),
        MamlLinks.Related(cmdlet, page));

    // The page knows best, and the assembly what a page leaves out.
    private static XElement Types(string listName, string itemName, IReadOnlyList<TypeText> described, IEnumerable<string> declared)
    {
        IEnumerable<TypeText> types = described.Count > 0
            ? described
            : declared.Distinct(StringComparer.Ordinal).DefaultIfEmpty("None").Select(name => new TypeText(name, []));
        return new XElement(
            MamlNamespaces.Command + listName,
            types.Select(type => new XElement(
                MamlNamespaces.Command + itemName,
                new XElement(Dev + "type", new XElement(Maml + "name", type.TypeName)),
                MamlText.Description(type.Text))));
    }

    // The prompt needs a paragraph of its own, and an empty one at the end keeps the next title apart from the last remark.
    private static XElement Example(PageExample example, int index) => new(
        MamlNamespaces.Command + "example",
        new XElement(Maml + "title", $"---------- Example {index + 1}: {example.Title} ----------"),
        new XElement(Maml + "introduction", MamlText.Paragraph("PS > ")),
        new XElement(Dev + "code", example.Code),
        new XElement(Dev + "remarks", example.Remarks.Select(Remark), example.Remarks.Count == 0 ? null : MamlText.Paragraph("")));

    // Get-Help trims a paragraph. A first line that is indented, as a table's head is over numbers, would leave its column; under a label it stays.
    private static XElement Remark(TextBlock block)
    {
        bool isIndented = block.IsCode && block.ToString().StartsWith(' ');
        return MamlText.Paragraph(isIndented ? $"Output:\n{block}" : block.ToString());
    }
}
