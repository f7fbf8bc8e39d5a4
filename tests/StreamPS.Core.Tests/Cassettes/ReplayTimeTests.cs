using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Cassettes;

/// <summary>When replayed pieces come, by a clock that the test moves.</summary>
public sealed class ReplayTimeTests : IDisposable
{
    // Longer than any pause, and shorter than the time that the end of a reply's body is waited for.
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(700);

    private readonly ManualClock _clock = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cassette");

    private string File => Path.Combine(_folder.FullName, "test.jsonl");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(0.25)]
    public async Task Pieces_come_at_the_recorded_times_as_fast_as_is_wished(double speed)
    {
        TimeSpan[] recorded;
        using (var recorder = new CassetteRecorder(File, _clock))
            recorded = await ReadAsync(new ChatClientOptions { Clock = _clock, Recorder = recorder });

        var replayed = await ReadAsync(new ChatClientOptions { Clock = _clock, Player = new CassettePlayer(Cassette.Load(File)) { Speed = speed } });

        Assert.Equal([150, 162, 222], recorded.Take(3).Select(time => time.TotalMilliseconds));
        Assert.Equal(recorded.Select(time => time.TotalMilliseconds / speed), replayed.Select(time => time.TotalMilliseconds));
    }

    [Fact]
    public async Task Without_time_nothing_waits_for_the_clock()
    {
        using (var recorder = new CassetteRecorder(File, _clock))
            await ReadAsync(new ChatClientOptions { Clock = _clock, Recorder = recorder });
        var client = new ChatClient(ChatProviders.Get("Demo"), new ChatClientOptions { Clock = _clock, Player = new CassettePlayer(Cassette.Load(File)) { Speed = 0 } });

        var completion = await client.CompleteAsync(new ChatRequest("Hello")).WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Equal(TimeSpan.Zero, completion.Duration);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 30)]
    [InlineData(10, 3)]
    public async Task Waits_before_retries_pass_as_fast(double speed, double seconds)
    {
        string[] lines =
        [
            """{"cassette":"StreamPS","version":1}""",
            Request(1), """{"response":1,"ms":0,"status":429,"headers":{"Retry-After":"30"}}""", """{"end":1,"ms":0,"how":"Complete"}""",
            Request(2), """{"response":2,"ms":0,"status":200}""",
            """{"piece":2,"ms":0,"text":"data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hi\"}}]}\n\ndata: [DONE]\n\n"}""", """{"end":2,"ms":0,"how":"Complete"}""",
        ];
        System.IO.File.WriteAllLines(File, lines);
        var waits = new List<ChatWait>();
        var client = new ChatClient(Cassette.Load(File).Provider!, new ChatClientOptions { Clock = _clock, Player = new CassettePlayer(Cassette.Load(File)) { Speed = speed, Match = CassetteMatch.Order }, Waiting = waits.Add });

        var reply = client.CompleteAsync(new ChatRequest("Hello"));
        if (seconds > 0)
        {
            await _clock.WaitForTimerAsync();
            _clock.AdvanceToEndOf(reply, TimeSpan.FromSeconds(seconds));
        }

        Assert.Equal(1, (await reply.WaitAsync(TimeSpan.FromSeconds(20))).RetryCount);
        Assert.Equal(seconds > 0 ? [TimeSpan.FromSeconds(seconds)] : [], waits.Select(wait => wait.Time));
    }

    private static string Request(int number) =>
        $$$"""{"request":{{{number}}},"protocol":"OpenAIChat","baseUri":"http://x/v1","model":"m","method":"POST","address":"http://x/v1/chat/completions","body":{}}""";

    // The times at which the deltas with text came.
    private async Task<TimeSpan[]> ReadAsync(ChatClientOptions options)
    {
        var stream = new ChatClient(ChatProviders.Get("Demo"), options).Stream("Hello");
        var times = new List<TimeSpan>();
        var reading = CollectAsync(stream, times);
        while (!reading.IsCompleted)
        {
            await await Task.WhenAny(reading, _clock.WaitForTimerAsync(LongestPause));
            if (!reading.IsCompleted)
                _clock.AdvanceToNextTimer(LongestPause);
        }

        await reading;
        if (options.Recorder is { } recorder)
            await recorder.CompleteAsync().WaitAsync(TimeSpan.FromSeconds(20));
        return [.. times];
    }

    private static async Task CollectAsync(ChatStream stream, List<TimeSpan> times)
    {
        await foreach (var delta in stream)
        {
            if (delta.Content is not null)
                times.Add(delta.Elapsed);
        }
    }
}
