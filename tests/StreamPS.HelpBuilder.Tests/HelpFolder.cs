using System;
using System.Collections.Generic;
using System.IO;
using System.Xml.Linq;

namespace StreamPS.HelpBuilder.Tests;

/// <summary>A folder with documentation of the sample cmdlet, and the help made of it.</summary>
internal sealed class HelpFolder : IDisposable
{
    public const string Page =
        """
        # Send-Sample

        Sends a `sample`,
        with [care](Send-Sample.md).

        ## Description

        - one
          - inner
        - two

        ## Parameters

        ### -Text

        The text.

        ### -Path

        The file.

        ### -Tone

        `Calm` or `Loud`.

        ### -Effort

        How hard it tries.

        ### -RetryCount

        How often it tries.
        Default: `2`

        ### -Raw

        As it is.

        ## Examples

        ### Send it

        ```powershell
        Send-Sample 'x'
        ```

        ```text
         1 x
        ```

        ## Related links

        - [Send-Sample](Send-Sample.md)
        - [web](https://example.org/web)
        """;

    public static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    public static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    public static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    private readonly string _root = Directory.CreateTempSubdirectory("help-").FullName;

    public HelpFolder(string page = Page)
    {
        Directory.CreateDirectory(Path.Combine(_root, "docs"));
        Directory.CreateDirectory(Path.Combine(_root, "about"));
        File.WriteAllText(PagePath, page);
    }

    public string PagePath => Path.Combine(_root, "docs", "Send-Sample.md");

    public string OutputPath => Path.Combine(_root, "en-US", "Sample.dll-Help.xml");

    public void Write(string name, string text) => File.WriteAllText(Path.Combine(_root, name), text);

    public string ReadTopic(string name) => File.ReadAllText(Path.Combine(_root, "en-US", name + ".help.txt"));

    public IReadOnlyList<HelpProblem> Build(int minimumExamples = 1) => HelpBuild.Run(new HelpOptions
    {
        Assembly = typeof(SendSampleCommand).Assembly.Location,
        References = [],
        Docs = Path.Combine(_root, "docs"),
        About = Path.Combine(_root, "about"),
        Output = OutputPath,
        MinimumExamples = minimumExamples,
    });

    /// <summary>The help of the sample cmdlet.</summary>
    public XElement BuildCommand()
    {
        Xunit.Assert.Empty(Build());
        return XDocument.Load(OutputPath).Root!.Element(Command + "command")!;
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
