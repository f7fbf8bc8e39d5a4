namespace StreamPS.HelpBuilder.Tests;

/// <summary>An enumeration for a parameter.</summary>
public enum Tone
{
    Calm,
    Loud,
}
