using System;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace StreamPS.LoopbackServer;

/// <summary>
/// Sends deltas on time. Timers are off by a millisecond or more, so it sleeps while the next delta is far and spins when it is near. It has a thread
/// of its own, because a pool thread that spins would delay whoever shares the pool: the client under measurement.
/// </summary>
internal sealed class PacedDeltas(int count, TimeSpan interval)
{
    // The default timer of Windows ticks every 15.6 ms.
    private static readonly TimeSpan SleepError = TimeSpan.FromMilliseconds(OperatingSystem.IsWindows() ? 16 : 2);

    public Task PlayAsync(Exchange exchange) =>
        Task.Factory.StartNew(() => Play(exchange), exchange.Gone, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Play(Exchange exchange)
    {
        // By the schedule rather than from the last delta, so that delays don't add up.
        long start = Stopwatch.GetTimestamp();
        for (int i = 1; i <= count; i++)
        {
            WaitUntil(start, interval * i, exchange.Gone);
            string timestamp = Stopwatch.GetTimestamp().ToString(CultureInfo.InvariantCulture);
            exchange.WriteAsync(Encoding.UTF8.GetBytes(OpenAIFrames.Content(timestamp))).GetAwaiter().GetResult();
        }
    }

    private static void WaitUntil(long start, TimeSpan due, CancellationToken gone)
    {
        TimeSpan sleep = due - Stopwatch.GetElapsedTime(start) - SleepError;
        if (sleep > TimeSpan.Zero)
            gone.WaitHandle.WaitOne(sleep);

        var spin = new SpinWait();
        while (Stopwatch.GetElapsedTime(start) < due)
        {
            gone.ThrowIfCancellationRequested();
            spin.SpinOnce(sleep1Threshold: -1);
        }
    }
}
