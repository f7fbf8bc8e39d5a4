using System.Management.Automation.Language;
using System.Text.RegularExpressions;

namespace StreamPS.Completion;

/// <summary>Names as they go into a command line.</summary>
internal static class CompletionText
{
    /// <summary>
    /// The name, in quotes where it needs them. Names come from outside: nothing but plain ones goes into a command line as it is. @cf/… would be
    /// a splatted variable, and ; ends a command.
    /// </summary>
    public static string Quote(string name) =>
        Regex.IsMatch(name, @"^\w[\w./:+-]*$") ? name : $"'{CodeGeneration.EscapeSingleQuotedStringContent(name)}'";
}
