using System.Collections.Generic;
using StreamPS.HelpBuilder.Text;

namespace StreamPS.HelpBuilder.Pages;

/// <summary>What a page says about a type that goes in or comes out.</summary>
internal sealed record TypeText(string TypeName, IReadOnlyList<TextBlock> Text);
