#if !NET
using System;
using System.Text.RegularExpressions;

namespace StreamPS;

/// <summary>What <see cref="Regex"/> lacks in netstandard2.0.</summary>
internal static class RegexExtensions
{
    public static bool IsMatch(this Regex pattern, ReadOnlySpan<char> input, int startAt) => pattern.IsMatch(input.ToString(), startAt);
}
#endif
