using System.Collections.Generic;
using System.Linq;
using System.Text;
using StreamPS.HelpBuilder.Pages;
using StreamPS.HelpBuilder.Text;

namespace StreamPS.HelpBuilder.Output;

/// <summary>Writes a topic in the form of PowerShell's own: headings in capitals at the margin, text indented, 80 columns.</summary>
internal sealed class AboutTopicWriter
{
    private const int Width = 80;
    private const int TextIndentation = 4;
    private const int CodeIndentation = 8;
    private const int SubheadingIndentation = 2;

    private readonly StringBuilder _output = new();

    public static string Write(AboutTopic topic)
    {
        var writer = new AboutTopicWriter();

        // Get-Help takes line 5 for the synopsis, so the order and the empty line between are not a matter of taste.
        writer.WriteHeading("TOPIC");
        writer.WriteLine(new TextLine(topic.Name), TextIndentation);
        writer.WriteHeading("SHORT DESCRIPTION");
        writer.WriteLine(new TextLine(topic.ShortDescription), TextIndentation);
        foreach (PageSection section in topic.Sections.Where(section => section.Heading.Length > 0 || !section.IsEmpty))
        {
            writer.WriteHeading(section.Heading.Length > 0 ? section.Heading.ToUpperInvariant() : "LONG DESCRIPTION");
            writer.WriteSection(section);
        }

        return writer._output.ToString();
    }

    private void WriteSection(PageSection section)
    {
        bool isFirst = true;
        foreach (PageSection part in section.Parts)
        {
            if (part.Heading.Length > 0)
            {
                if (!isFirst) WriteEmptyLine();
                WriteLine(new TextLine(part.Heading), SubheadingIndentation);
                isFirst = true;
            }

            foreach (TextBlock block in PlainText.OfBlocks(part.Blocks))
            {
                if (!isFirst) WriteEmptyLine();
                foreach (TextLine line in block.Lines) WriteLine(line, block.IsCode ? CodeIndentation : TextIndentation);
                isFirst = false;
            }
        }
    }

    private void WriteHeading(string heading)
    {
        if (_output.Length > 0) WriteEmptyLine();
        WriteLine(new TextLine(heading), 0);
    }

    private void WriteLine(TextLine line, int indentation)
    {
        foreach (string wrapped in LineWrapper.Wrap(line, indentation, Width)) _output.Append(wrapped).Append('\n');
    }

    private void WriteEmptyLine() => _output.Append('\n');
}
