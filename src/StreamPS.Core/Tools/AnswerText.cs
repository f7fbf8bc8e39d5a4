using System;

namespace StreamPS.Tools;

/// <summary>The JSON in a reply: some models put it in a code block, however they're asked not to.</summary>
internal static class AnswerText
{
    private const string Fence = "```";

    public static string GetJson(string text)
    {
        string trimmed = text.Trim();
        int begin = trimmed.IndexOf('\n');
        bool isBlock = begin > 0 && trimmed.StartsWith(Fence, StringComparison.Ordinal) && trimmed.EndsWith(Fence, StringComparison.Ordinal) && trimmed.Length - Fence.Length > begin;
        return isBlock ? trimmed.Substring(begin, trimmed.Length - Fence.Length - begin) : trimmed;
    }
}
