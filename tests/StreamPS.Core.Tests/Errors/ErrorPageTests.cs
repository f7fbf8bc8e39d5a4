using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Errors;

/// <summary>The ids of errors are a contract: the page, the help topic and the engine name the same ones.</summary>
public sealed partial class ErrorPageTests
{
    // Those that aren't the engine's: the cmdlets' own, and PowerShell's.
    private static readonly string[] OtherIds =
        ["CompletionVariableNotWritable", "NotInteractive", "ParameterArgumentTransformationError", "ParameterArgumentValidationError", "SessionNotWritable", "UnknownDisplay"];

    public static TheoryData<string> Pages => ["docs/errors.md", "docs/about/about_StreamPS_Errors.md"];

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_page_names_every_id_and_no_other(string page)
    {
        var expected = Enum.GetNames<ChatErrorKind>().Concat(OtherIds).Order(StringComparer.Ordinal);

        Assert.Equal(expected, ReadIds(page).Distinct().Order(StringComparer.Ordinal));
    }

    // Rows whose first cell is made of ids, in the tables that say what ids mean.
    private static IEnumerable<string> ReadIds(string page)
    {
        bool isIdTable = false;
        foreach (string line in RepositoryPage.Read(page.Split('/')))
        {
            if (line.StartsWith("| id | means |", StringComparison.Ordinal))
                isIdTable = true;
            else if (!line.StartsWith('|'))
                isIdTable = false;
            else if (isIdTable && IdRow().Match(line) is { Success: true } row)
            {
                foreach (string id in row.Groups[1].Value.Split(", "))
                    yield return id;
            }
        }
    }

    [GeneratedRegex(@"^\| ([A-Z]\w+(?:, [A-Z]\w+)*) \|")]
    private static partial Regex IdRow();
}
