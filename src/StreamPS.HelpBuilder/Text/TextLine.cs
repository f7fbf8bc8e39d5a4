namespace StreamPS.HelpBuilder.Text;

/// <summary>A line of plain text.</summary>
/// <param name="Text">The text, with its indentation.</param>
/// <param name="Hanging">The indentation of what follows when the line is wrapped.</param>
/// <param name="CanWrap">False for code and tables, where a break would destroy the meaning.</param>
internal sealed record TextLine(string Text, int Hanging = 0, bool CanWrap = true);
