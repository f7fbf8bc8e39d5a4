using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace StreamPS.Tests.Support;

/// <summary>
/// Runs a check on many generated inputs. Each input has its seed, which a failure names: set STREAMPS_FUZZ_SEED to it to run that input
/// alone, or STREAMPS_FUZZ_START to another number to run others than usual.
/// </summary>
internal static class Fuzz
{
    private static readonly int? OnlySeed = Number("STREAMPS_FUZZ_SEED");
    private static readonly int FirstSeed = Number("STREAMPS_FUZZ_START") ?? 20_261_121;

    /// <summary>Runs a check.</summary>
    /// <param name="count">How many inputs to try.</param>
    /// <param name="generate">Makes an input.</param>
    /// <param name="check">Throws when something is wrong.</param>
    /// <param name="describe">The input for the message of a failure.</param>
    public static void Run<T>(int count, Func<Random, T> generate, Action<T> check, Func<T, string> describe)
    {
        foreach (int seed in GetSeeds(count))
            RunOne(seed, generate, check, describe);
    }

    /// <summary>The same, beside a watch: an input that hangs is named, too.</summary>
    /// <param name="limit">How long all inputs may take together.</param>
    public static async Task RunAsync<T>(int count, TimeSpan limit, Func<Random, T> generate, Action<T> check, Func<T, string> describe)
    {
        int current = 0;
        var run = Task.Run(() =>
        {
            foreach (int seed in GetSeeds(count))
            {
                Volatile.Write(ref current, seed);
                RunOne(seed, generate, check, describe);
            }
        });
        try
        {
            await run.WaitAsync(limit);
        }
        catch (TimeoutException exception)
        {
            throw new FuzzException($"Seed {Volatile.Read(ref current)} is under way after {limit.TotalSeconds} s.", exception);
        }
    }

    private static IEnumerable<int> GetSeeds(int count) => OnlySeed is { } only ? [only] : Enumerable.Range(FirstSeed, count);

    private static void RunOne<T>(int seed, Func<Random, T> generate, Action<T> check, Func<T, string> describe)
    {
        // The same input in all versions of .NET: a Random with a seed keeps its sequence.
        var input = generate(new Random(seed));
        try
        {
            check(input);
        }
        catch (Exception exception)
        {
            throw new FuzzException($"Seed {seed}: {exception.Message}\n{describe(input)}", exception);
        }
    }

    /// <summary>One of the items.</summary>
    public static T Pick<T>(this Random random, params ReadOnlySpan<T> items) => items[random.Next(items.Length)];

    /// <summary>True once in so many times.</summary>
    public static bool OneIn(this Random random, int times) => random.Next(times) == 0;

    /// <summary>Lengths of reads: a byte or two, some dozens, or thousands.</summary>
    public static IEnumerable<int> ReadLengths(this Random random, int total)
    {
        int largest = random.Pick(1, 2, 7, 50, 5000);
        for (int sum = 0, length; sum < total; sum += length)
            yield return length = random.Next(1, largest + 1);
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.Integer, CultureInfo.InvariantCulture, out int number) ? number : null;
}
