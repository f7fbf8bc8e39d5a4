using System;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace StreamPS.Benchmarks.Soak;

/// <summary>Reads very many streams, whole, broken and given up, and prints as a table what this process holds meanwhile and in the end.</summary>
internal static class SoakCommand
{
    private const string Usage = "Usage: soak [STREAMS [AT-ONCE]], 10000 and 100 if not said";
    private const int Workers = 8;
    private const int Rows = 10;

    // Idle connections leave the pool after a minute or so.
    private static readonly TimeSpan PoolTime = TimeSpan.FromMinutes(3);

    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        int[] numbers = [.. args.Select(arg => int.TryParse(arg, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0)];
        if (numbers.Length > 2 || numbers.Contains(0))
        {
            await Console.Error.WriteLineAsync(Usage);
            return 2;
        }

        await SoakAsync(numbers.ElementAtOrDefault(0) is > 0 and var streams ? streams : 10_000, numbers.ElementAtOrDefault(1) is > 0 and var atOnce ? atOnce : 100);
        return 0;
    }

    private static async Task SoakAsync(int streams, int atOnce)
    {
        using var server = ServerProcess.Start();
        using var http = new HttpClient { Timeout = PoolTime };
        var replies = SoakReply.Script(server, http);

        Console.WriteLine("| streams | handles | threads | managed memory, KB | working set, MB | connections |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|");
        await PrintAsync("none yet");
        await ReadAsync(atOnce, atOnce);
        await PrintAsync($"{atOnce:n0} at once, to warm up");
        long start = Stopwatch.GetTimestamp();
        for (int row = 1; row <= Rows; row++)
        {
            await ReadAsync(streams / Rows, Workers);
            await PrintAsync($"{streams / Rows * row:n0}");
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        await ReadAsync(atOnce, atOnce);
        await PrintAsync($"{atOnce:n0} at once");
        await http.GetStringAsync(new Uri(server.Address, $"/control/connections/wait?atMost=1&timeoutMs={PoolTime.TotalMilliseconds - 1000}"));
        await PrintAsync("all, after the pool's time");
        Console.WriteLine($"\n{streams} streams in {seconds:0.0} s, {Workers} at a time.");

        Task ReadAsync(int count, int workers) => Parallel.ForEachAsync(
            Enumerable.Range(0, count),
            new ParallelOptions { MaxDegreeOfParallelism = workers },
            async (number, _) => await replies[number % replies.Count].ReadAsync());

        // One of the connections is that of the question.
        async Task PrintAsync(string what)
        {
            string connections = await http.GetStringAsync(new Uri(server.Address, "/control/connections"));
            int open = int.Parse(new string([.. connections.Where(char.IsAsciiDigit)]), CultureInfo.InvariantCulture) - 1;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {ProcessUse.Measure()} | {open} |"));
        }
    }
}
