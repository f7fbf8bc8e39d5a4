using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Json;
using System.Text.Json;
using System.Threading.Tasks;

namespace StreamPS.Benchmarks.Soak;

/// <summary>Keeps many replies streaming through a relay for a while, looks that none loses a delta, and prints what came of it.</summary>
internal static class RelaySoakCommand
{
    private const string Usage = "Usage: soak-relay [STREAMS [SECONDS]], 200 and 60 if not said";
    private const string Event = "data: ";
    private const int Deltas = 100;
    private const int IntervalMs = 50;

    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        int[] numbers = [.. args.Select(arg => int.TryParse(arg, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0)];
        if (numbers.Length > 2 || numbers.Contains(0))
        {
            await Console.Error.WriteLineAsync(Usage);
            return 2;
        }

        await SoakAsync(numbers.ElementAtOrDefault(0) is > 0 and var streams ? streams : 200, TimeSpan.FromSeconds(numbers.ElementAtOrDefault(1) is > 0 and var seconds ? seconds : 60));
        return 0;
    }

    private static async Task SoakAsync(int streams, TimeSpan time)
    {
        using var server = ServerProcess.Start();
        using var http = new HttpClient();
        server.Script(http, new { path = "/v1/chat/completions", always = true, steps = CreateSteps().ToArray() });
        var client = new ChatClient(ChatProvider.FromBaseUri(new Uri(server.Address, "/v1")), new ChatClientOptions { Retry = ChatRetryOptions.None });
        var relay = ChatRelay.Start(client, new ChatRelayOptions { Port = 0, MaxStreams = streams });
        Console.WriteLine("| | handles | threads | managed memory, KB | working set, MB |");
        Console.WriteLine("|---|---:|---:|---:|---:|");
        await ReadAsync(relay, http);
        Console.WriteLine($"| before | {ProcessUse.Measure()} |");

        using var process = Process.GetCurrentProcess();
        var processorTime = process.TotalProcessorTime;
        long start = Stopwatch.GetTimestamp();
        var readers = Enumerable.Range(0, streams).Select(_ => ReadAllAsync(relay, http, time)).ToArray();
        await Task.Delay(time / 2);
        Console.WriteLine($"| with {relay.OpenStreams} streams | {ProcessUse.Measure()} |");
        await Task.WhenAll(readers);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        process.Refresh();
        double load = (process.TotalProcessorTime - processorTime).TotalSeconds / seconds;
        Console.WriteLine($"| after | {ProcessUse.Measure()} |");

        // A reply that lost something has thrown.
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"\n{relay.FinishedStreams} replies of {Deltas} deltas in {seconds:0} s, {streams} at once, {relay.FinishedStreams * Deltas / seconds:n0} deltas a second; {relay.FailedStreams} failed, {relay.CancelledStreams} cancelled. The relay and its clients took {load:0.00} s of processor time a second."));
        await relay.StopAsync();
    }

    private static IEnumerable<object> CreateSteps()
    {
        for (int i = 0; i < Deltas; i++)
        {
            yield return new { write = $"data: {{\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\"{i}\"}}}}]}}\n\n" };
            yield return new { delay = IntervalMs };
        }

        yield return new { write = "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n" };
    }

    private static async Task ReadAllAsync(ChatRelay relay, HttpClient http, TimeSpan time)
    {
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < time;)
            await ReadAsync(relay, http);
    }

    // Each delta's content is its number.
    private static async Task ReadAsync(ChatRelay relay, HttpClient http)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(relay.Address, "/chat")) { Content = JsonContent.Create(new { message = "Hello" }) };
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        int count = 0;
        while (await reader.ReadLineAsync() is { } line)
        {
            if (!line.StartsWith(Event, StringComparison.Ordinal))
                continue;

            var frame = JsonElement.Parse(line.AsSpan(Event.Length));
            if (frame.TryGetProperty("done", out _))
            {
                if (count != Deltas)
                    throw new InvalidOperationException($"{count} deltas instead of {Deltas}.");
                return;
            }

            if (frame.GetProperty("content").GetString() != $"{count++}")
                throw new InvalidOperationException($"Delta {count} isn't the next one: {line}");
        }

        throw new InvalidOperationException("A reply ended without its end.");
    }
}
