using System.Collections.Generic;
using StreamPS.HelpBuilder.Text;

namespace StreamPS.HelpBuilder.Pages;

/// <summary>An example: the first PowerShell block is its code, all the rest (output, explanations) are remarks.</summary>
internal sealed record PageExample(string Title, string Code, IReadOnlyList<TextBlock> Remarks);
