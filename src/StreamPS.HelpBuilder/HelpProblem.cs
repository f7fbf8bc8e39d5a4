namespace StreamPS.HelpBuilder;

/// <summary>Something that keeps the help from being made. Its text is MSBuild's form of an error, so that the build and editors can point at the line.</summary>
internal sealed record HelpProblem(string Path, int Line, string Code, string Message)
{
    public const string CmdletWithoutPage = "HELP001";
    public const string PageWithoutCmdlet = "HELP002";
    public const string PageStructure = "HELP003";
    public const string NoSynopsis = "HELP004";
    public const string NoDescription = "HELP005";
    public const string ParameterWithoutSection = "HELP006";
    public const string SectionWithoutParameter = "HELP007";
    public const string EmptySection = "HELP008";
    public const string TooFewExamples = "HELP009";
    public const string ExampleWithoutCode = "HELP010";
    public const string BrokenLink = "HELP011";
    public const string AboutTopic = "HELP012";

    public override string ToString() => $"{Path}({Line}): error {Code}: {Message}";
}
