using System;
using System.IO;
using System.Linq;
using Xunit;

namespace StreamPS.Tests.Surface;

/// <summary>Holds the public surface to the committed text, so that a change of contract shows in review.</summary>
public sealed class PublicSurfaceTests
{
    private const string AcceptVariable = "STREAMPS_ACCEPT_SURFACE";

    [Fact]
    public void The_public_surface_is_the_committed_one()
    {
        var actual = PublicSurface.Read("Core");
        if (Environment.GetEnvironmentVariable(AcceptVariable) == "1")
            File.WriteAllText(Repository.PublicSurface, string.Join("\n", actual));

        string[] committed = File.Exists(Repository.PublicSurface) ? File.ReadAllText(Repository.PublicSurface).ReplaceLineEndings("\n").Split('\n') : [];
        var gone = committed.Except(actual).Select(line => "- " + line);
        var added = actual.Except(committed).Select(line => "+ " + line);
        Assert.True(
            actual.SequenceEqual(committed),
            $"The public surface has changed:\n{string.Join("\n", gone.Concat(added))}\n"
            + $"Scripts depend on it. If the change is meant, accept it with {AcceptVariable}=1 dotnet test tests/StreamPS.Tests, commit PublicSurface.txt, and say so in CHANGELOG.md.");
    }

    [Fact]
    public void Both_flavours_have_the_same_surface()
    {
        // It makes the assemblies load that PowerShell 7 has in the box.
        const string OnlyOnDesktop = "DesktopAssemblyResolver";

        var desktop = PublicSurface.Read("Desktop");
        int start = desktop.ToList().FindIndex(line => line.Contains(OnlyOnDesktop, StringComparison.Ordinal));
        int end = desktop.Skip(start + 1).TakeWhile(line => line.StartsWith(' ')).Count() + start + 1;

        Assert.Equal(PublicSurface.Read("Core"), desktop.Where((_, index) => index < start || index >= end));
    }
}
