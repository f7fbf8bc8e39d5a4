using System.Collections.Generic;
using System.Linq;
using System.Xml.Linq;
using StreamPS.HelpBuilder.Text;
using static StreamPS.HelpBuilder.Output.MamlNamespaces;

namespace StreamPS.HelpBuilder.Output;

/// <summary>Running text in MAML.</summary>
internal static class MamlText
{
    // Lists and tables are paragraphs of several lines: Get-Help shows MAML's own list as a blank where it expects a paragraph.
    public static IEnumerable<XElement> Paragraphs(IEnumerable<TextBlock> blocks) => blocks.Select(block => Paragraph(block.ToString()));

    public static XElement Paragraph(string text) => new(Maml + "para", text);

    public static XElement Description(IEnumerable<TextBlock> blocks) => new(Maml + "description", Paragraphs(blocks));

    public static XElement Description(string text) => new(Maml + "description", Paragraph(text));
}
