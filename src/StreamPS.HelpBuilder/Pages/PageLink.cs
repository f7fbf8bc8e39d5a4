namespace StreamPS.HelpBuilder.Pages;

/// <summary>A related link, its target as the page has it.</summary>
internal sealed record PageLink(string Text, string Target);
