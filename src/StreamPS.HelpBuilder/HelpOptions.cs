using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;

namespace StreamPS.HelpBuilder;

/// <summary>The command line.</summary>
internal sealed record HelpOptions
{
    public const string Usage =
        "usage: HelpBuilder --assembly FILE [--reference DIR]... --docs DIR --output FILE [--about DIR] [--minimum-examples N]";

    /// <summary>The assembly with the cmdlets.</summary>
    public required string Assembly { get; init; }

    /// <summary>Folders with assemblies it refers to, beside its own folder.</summary>
    public required IReadOnlyList<string> References { get; init; }

    /// <summary>The folder with one page per cmdlet.</summary>
    public required string Docs { get; init; }

    /// <summary>The help file to write; about topics go beside it.</summary>
    public required string Output { get; init; }

    /// <summary>The folder with about topics, if there are any.</summary>
    public string? About { get; init; }

    /// <summary>The number of examples every page must have.</summary>
    public int MinimumExamples { get; init; } = 1;

    /// <exception cref="ArgumentException">An argument is missing, unknown or names something that isn't there.</exception>
    public static HelpOptions Parse(IReadOnlyList<string> args)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var references = new List<string>();
        for (int i = 0; i < args.Count; i += 2)
        {
            string name = args[i];
            if (i + 1 == args.Count) throw new ArgumentException($"{name} needs a value.");
            string value = args[i + 1];
            switch (name)
            {
                case "--reference":
                    references.Add(ExistingFolder(name, value));
                    break;
                case "--assembly" or "--docs" or "--output" or "--about" or "--minimum-examples":
                    if (!values.TryAdd(name, value)) throw new ArgumentException($"{name} is given twice.");
                    break;
                default:
                    throw new ArgumentException($"{name} is no option.");
            }
        }

        return new HelpOptions
        {
            Assembly = ExistingFile("--assembly", Required(values, "--assembly")),
            References = references,
            Docs = ExistingFolder("--docs", Required(values, "--docs")),
            Output = Required(values, "--output"),
            About = values.TryGetValue("--about", out string? about) ? ExistingFolder("--about", about) : null,
            MinimumExamples = values.TryGetValue("--minimum-examples", out string? number) ? Count("--minimum-examples", number) : 1,
        };
    }

    private static string Required(Dictionary<string, string> values, string name) =>
        values.TryGetValue(name, out string? value) ? value : throw new ArgumentException($"{name} is missing.");

    private static string ExistingFile(string name, string path) =>
        File.Exists(path) ? path : throw new ArgumentException($"{name}: there is no file '{path}'.");

    private static string ExistingFolder(string name, string path) =>
        Directory.Exists(path) ? path : throw new ArgumentException($"{name}: there is no folder '{path}'.");

    private static int Count(string name, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw new ArgumentException($"{name}: '{text}' is no number.");
}
