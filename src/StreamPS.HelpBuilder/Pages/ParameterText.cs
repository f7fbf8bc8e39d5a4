using System.Collections.Generic;
using StreamPS.HelpBuilder.Text;

namespace StreamPS.HelpBuilder.Pages;

/// <summary>What a page says about a parameter.</summary>
internal sealed record ParameterText(string Name, int Line, IReadOnlyList<TextBlock> Text, string? Default);
