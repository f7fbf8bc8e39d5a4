using System.Collections.Generic;

namespace StreamPS.HelpBuilder.Pages;

/// <summary>A topic that <c>Get-Help about_…</c> finds.</summary>
/// <param name="Name">Its name, from the file's: <c>about_StreamPS</c>.</param>
/// <param name="ShortDescription">The paragraph under the title.</param>
/// <param name="Sections">The rest; the first section has no heading and is what follows the short description.</param>
internal sealed record AboutTopic(string Name, string ShortDescription, IReadOnlyList<PageSection> Sections);
