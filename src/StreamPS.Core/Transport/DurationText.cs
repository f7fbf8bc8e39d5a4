using System;
using System.Globalization;
using System.Text.RegularExpressions;

namespace StreamPS.Transport;

/// <summary>Reads durations such as <c>6ms</c>, <c>1.2s</c>, <c>6m0s</c> and <c>1h30m</c>, as services write them in the headers about rate limits.</summary>
internal static class DurationText
{
    private static readonly Regex Pattern = new(@"^(?:(?<number>\d{1,6}(\.\d+)?)(?<unit>ms|s|m|h|d))+$", RegexOptions.CultureInvariant);

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        var match = Pattern.Match(text);
        var units = match.Groups["unit"].Captures;
        for (int index = 0; index < units.Count; index++)
        {
            double number = double.Parse(match.Groups["number"].Captures[index].Value, CultureInfo.InvariantCulture);
            duration += TimeSpan.FromSeconds(number * SecondsIn(units[index].Value));
        }

        return match.Success;
    }

    private static double SecondsIn(string unit) => unit switch
    {
        "ms" => 0.001,
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        _ => 86400,
    };
}
