using System;
using System.Globalization;

namespace StreamPS.Benchmarks.Engine;

/// <summary>What the command line of <c>engine</c> says.</summary>
internal sealed class EngineOptions
{
    public const string Usage = """
        Usage: engine --uri BASEURI [--count N] [--streams N] [--at-once N] [--warmup N] [--rounds N]
          --uri     what precedes /chat/completions
          --count   the deltas that each stream has to have (default: it isn't checked)
          --streams the streams that one round reads (default 1)
          --at-once how many of them are open at once (default 1)
          --warmup  streams that are read before the first that counts (default 3)
          --rounds  streams to measure; without it, one for each line of standard input
        Prints one line of JSON a round: deltas, milliseconds, allocatedBytes, deltaBytes.
        """;

    public Uri? Uri { get; private set; }

    public int? Count { get; private set; }

    public int Streams { get; private set; } = 1;

    public int AtOnce { get; private set; } = 1;

    public int Warmup { get; private set; } = 3;

    public int? Rounds { get; private set; }

    /// <summary>Reads the command line.</summary>
    /// <returns>Null when it makes no sense.</returns>
    public static EngineOptions? Read(ReadOnlySpan<string> args)
    {
        var options = new EngineOptions();
        for (; args is [var name, var value, ..]; args = args[2..])
        {
            if (!options.TrySet(name, value))
                return null;
        }

        return args.IsEmpty && options.Uri is not null ? options : null;
    }

    private bool TrySet(string name, string value)
    {
        bool isNumber = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number);
        switch (name)
        {
            case "--uri" when Uri.TryCreate(value, UriKind.Absolute, out var uri):
                Uri = uri;
                return true;
            case "--count" when isNumber:
                Count = number;
                return true;
            case "--streams" when isNumber && number > 0:
                Streams = number;
                return true;
            case "--at-once" when isNumber && number > 0:
                AtOnce = number;
                return true;
            case "--warmup" when isNumber:
                Warmup = number;
                return true;
            case "--rounds" when isNumber:
                Rounds = number;
                return true;
            default:
                return false;
        }
    }
}
