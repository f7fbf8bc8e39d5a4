#if !NET
using System;

namespace StreamPS;

/// <summary>What <see cref="string"/> lacks in netstandard2.0.</summary>
internal static class StringExtensions
{
    public static bool Contains(this string text, string value, StringComparison comparison) => text.IndexOf(value, comparison) >= 0;

    public static bool Contains(this string text, char value) => text.IndexOf(value) >= 0;
}
#endif
