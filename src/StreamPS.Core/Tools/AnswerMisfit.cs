using System.Linq;

namespace StreamPS.Tools;

/// <summary>The error of a whole reply whose answer isn't what it has to be.</summary>
internal static class AnswerMisfit
{
    /// <summary>Looks at all replies. One that calls tools is no answer yet.</summary>
    /// <returns>Null when the answers fit, or nothing was said about them.</returns>
    public static ChatStreamException? Find(ChatCompletion completion)
    {
        foreach (var choice in completion.Choices.Where(choice => choice.ToolCalls.Count == 0 && choice.Format?.IsUnchecked != true))
        {
            var misfits = choice.FindMisfits(out _);
            if (misfits.Count > 0)
                return new ChatStreamException(ChatErrorKind.AnswerMismatch, $"The answer doesn't fit its schema{Why(choice)}: {string.Join("; ", misfits)}.");
        }

        return null;
    }

    private static string Why(ChatChoice choice) => choice.FinishReason switch
    {
        _ when choice.Refusal.Length > 0 => ", the model refused",
        ChatFinishReason.Length => ", it was cut at the limit of tokens",
        ChatFinishReason.ContentFilter => ", the service's filter ended it",
        _ => "",
    };
}
