using System.Collections.Generic;
using System.Linq;

namespace StreamPS.HelpBuilder.Text;

/// <summary>A paragraph, list, table or piece of code as plain text.</summary>
internal sealed record TextBlock(IReadOnlyList<TextLine> Lines, bool IsCode = false)
{
    public override string ToString() => string.Join('\n', Lines.Select(line => line.Text));
}
