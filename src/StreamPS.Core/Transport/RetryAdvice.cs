using System;
using System.Globalization;

namespace StreamPS.Transport;

/// <summary>What the headers of a response say about sending the request again.</summary>
internal readonly struct RetryAdvice
{
    private static readonly string[] RemainingHeaders = ["x-ratelimit-remaining-requests", "x-ratelimit-remaining-tokens"];
    private static readonly string[] ResetHeaders = ["x-ratelimit-reset-requests", "x-ratelimit-reset-tokens"];
    private static readonly string[] AnthropicLimits = ["requests", "tokens", "input-tokens", "output-tokens"];

    private RetryAdvice(TimeSpan? wait, bool? shouldRetry)
    {
        Wait = wait;
        ShouldRetry = shouldRetry;
    }

    /// <summary>How long to wait; null when the service doesn't say.</summary>
    public TimeSpan? Wait { get; }

    /// <summary>Whether to try again at all; null when the service leaves it to the status.</summary>
    public bool? ShouldRetry { get; }

    /// <summary>Reads the headers.</summary>
    /// <param name="header">The first value of a header, or null.</param>
    /// <param name="now">The time, for headers that name a moment.</param>
    /// <remarks>
    /// <c>retry-after-ms</c> and <c>x-should-retry</c> are what the services' own SDKs obey. The limits' resets say less than a
    /// <c>Retry-After</c>, so that they count only where there is none: those of the limits that are used up.
    /// </remarks>
    public static RetryAdvice Read(Func<string, string?> header, DateTimeOffset now)
    {
        var wait = Milliseconds(header("retry-after-ms")) ?? Moment(header("retry-after"), now) ?? LongestReset(header, now);
        bool? shouldRetry = bool.TryParse(header("x-should-retry"), out bool said) ? said : null;
        return new RetryAdvice(wait < TimeSpan.Zero ? TimeSpan.Zero : wait, shouldRetry);
    }

    private static TimeSpan? LongestReset(Func<string, string?> header, DateTimeOffset now)
    {
        TimeSpan? longest = null;
        for (int index = 0; index < ResetHeaders.Length; index++)
            Take(header(RemainingHeaders[index]), header(ResetHeaders[index]));
        foreach (string limit in AnthropicLimits)
            Take(header($"anthropic-ratelimit-{limit}-remaining"), header($"anthropic-ratelimit-{limit}-reset"));
        return longest;

        void Take(string? remaining, string? reset)
        {
            if (remaining?.Trim() == "0" && Moment(reset, now) is { } wait && !(wait <= longest))
                longest = wait;
        }
    }

    private static TimeSpan? Milliseconds(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? FromSeconds(value / 1000) : null;

    private static TimeSpan? Moment(string? text, DateTimeOffset now)
    {
        if (text is null)
            return null;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds))
            return FromSeconds(seconds);
        if (DurationText.TryParse(text, out var duration))
            return duration;

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment - now : null;
    }

    // More than a day is no time to wait, and "1e300" is no time at all.
    private static TimeSpan? FromSeconds(double seconds) =>
        double.IsNaN(seconds) ? null : TimeSpan.FromSeconds(Math.Max(0, Math.Min(seconds, TimeSpan.FromDays(1).TotalSeconds)));
}
