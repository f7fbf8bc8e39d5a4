using System;
using System.Linq;

namespace StreamPS.Conversation;

/// <summary>What stands before the lines that are typed, and when another line follows.</summary>
internal static class LinePrompt
{
    public const string First = "> ";
    public const string Next = "  ";

    private const string Fence = "```";

    /// <summary>Whether a backslash at the end asks for another line. Two are a backslash.</summary>
    public static bool IsContinued(string text) => text.Reverse().TakeWhile(character => character == '\\').Count() % 2 == 1;

    /// <summary>Whether code has begun and not ended: then a line's end isn't the message's.</summary>
    public static bool IsInCode(string text) =>
        text.Split('\n').Count(line => line.TrimStart().StartsWith(Fence, StringComparison.Ordinal)) % 2 == 1;
}
