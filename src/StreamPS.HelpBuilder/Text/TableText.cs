using System;
using System.Collections.Generic;
using System.Linq;
using Markdig.Extensions.Tables;
using Markdig.Syntax;

namespace StreamPS.HelpBuilder.Text;

/// <summary>Flattens a table: to columns where they fit the console, to one list item per row where they don't.</summary>
internal static class TableText
{
    // 80 less the indentation that help gives to everything, and one more for text under a parameter's name.
    private const int MaxWidth = 72;
    private const string Gap = "  ";

    public static TextBlock Of(Table table)
    {
        string[][] rows = [.. table.OfType<TableRow>().Select(Cells)];
        int[] widths = [.. Enumerable.Range(0, rows.Max(row => row.Length)).Select(column => rows.Max(row => Cell(row, column).Length))];
        bool fits = widths.Sum() + (Gap.Length * (widths.Length - 1)) <= MaxWidth;
        return new TextBlock([.. fits ? Columns(rows, widths) : Items(rows)]);
    }

    private static string[] Cells(TableRow row) =>
        [.. row.OfType<TableCell>().Select(cell => string.Join(' ', cell.OfType<LeafBlock>().Select(block => PlainText.OfInlines(block.Inline).Trim())))];

    private static string Cell(string[] row, int column) => column < row.Length ? row[column] : "";

    private static IEnumerable<TextLine> Columns(string[][] rows, int[] widths)
    {
        string rule = string.Join(Gap, widths.Select(width => new string('-', width)));
        IEnumerable<string> lines = rows.Select(row => string.Join(Gap, widths.Select((width, column) => Cell(row, column).PadRight(width))).TrimEnd());
        return lines.Take(1).Append(rule).Concat(lines.Skip(1)).Select(line => new TextLine(line, CanWrap: false));
    }

    private static IEnumerable<TextLine> Items(string[][] rows)
    {
        string[] header = rows[0];
        foreach (string[] row in rows.Skip(1))
        {
            // Two columns are a term and what it means. With more, each value needs its column's name.
            IEnumerable<string> values = row.Skip(1).Select((value, index) => row.Length == 2 ? value : $"{Cell(header, index + 1)} {value}".Trim());
            yield return new TextLine($"- {row[0]}: {string.Join("; ", values)}", Hanging: 2);
        }
    }
}
