using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using StreamPS.Tests.Support;
using StreamPS.Transport;
using Xunit;

namespace StreamPS.Tests.Transport;

public sealed class SseReaderSizeTests
{
    private const int TenMegabytes = 10 * 1024 * 1024;

    [Fact]
    public void A_line_of_ten_megabytes_is_one_event()
    {
        string text = new('x', TenMegabytes);

        var events = Sse.Read($"data: {text}\n\ndata: next\n\n");

        Assert.Equal(2, events.Count);
        Assert.True(events[0].Data == text);
        Assert.Equal("next", events[1].Data);
    }

    [Fact]
    public void A_large_event_in_tiny_reads_takes_time_in_proportion_to_its_size()
    {
        byte[] bytes = Encoding.UTF8.GetBytes($"data: {new string('x', TenMegabytes)}\n\n");
        long start = Stopwatch.GetTimestamp();

        var events = Sse.Read(bytes, Enumerable.Repeat(64, bytes.Length));

        // 160,000 reads: some 50 ms if each byte is looked at once, minutes if each read looks at all bytes before it.
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.Equal(TenMegabytes, Assert.Single(events).Data.Length);
    }

    [Fact]
    public void A_large_event_of_many_lines_is_joined()
    {
        string line = new('y', 1000);
        string[] lines = [.. Enumerable.Repeat(line, 5000)];
        byte[] bytes = Encoding.UTF8.GetBytes(string.Concat(lines.Select(text => $"data: {text}\r\n")) + "\r\n");

        var events = Sse.Read(bytes, Enumerable.Repeat(777, bytes.Length));

        Assert.True(Assert.Single(events).Data == string.Join("\n", lines));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(1000)]
    [InlineData(4096)]
    [InlineData(10_007)]
    public void Events_of_many_lines_are_whole_wherever_the_buffer_is_moved(int readLength)
    {
        var events = Enumerable.Range(0, 300).Select(number => string.Join("\n", Enumerable.Range(0, 30).Select(line => $"{number}/{line} {new string('x', (number * line) % 200)}"))).ToList();
        byte[] bytes = Encoding.UTF8.GetBytes(string.Concat(events.Select(data => $"event: e\ndata: {data.Replace("\n", "\ndata: ", StringComparison.Ordinal)}\n\n")));

        Assert.Equal(events.Select(data => new SseEvent("e", data)), Sse.Read(bytes, Enumerable.Repeat(readLength, bytes.Length)));
    }

    [Fact]
    public void Events_around_the_size_of_the_buffer_are_whole()
    {
        foreach (int length in new[] { 32 * 1024, 64 * 1024, 256 * 1024 }.SelectMany(size => Enumerable.Range(size - 10, 20)))
        {
            string text = new('z', length);
            Assert.Equal([new("before"), new(text), new("after")], Sse.Read($"data: before\n\ndata: {text}\n\ndata: after\n\n"));
        }
    }

    [Fact]
    public void An_event_over_the_limit_is_a_protocol_error()
    {
        byte[] bytes = Encoding.UTF8.GetBytes($"data: small\n\ndata: {new string('x', 300_000)}\n\n");

        var exception = Assert.Throws<ChatStreamException>(() => Sse.Read(new MemoryStream(bytes), maxEventBytes: 100_000));

        Assert.Equal(ChatErrorKind.ProtocolError, exception.Kind);
        Assert.Equal("The service sent an event of more than 100000 bytes.", exception.Message);
    }

    [Fact]
    public void A_line_that_never_ends_is_stopped_at_the_limit()
    {
        using var endless = new EndlessStream();

        Assert.Throws<ChatStreamException>(() => Sse.Read(endless, maxEventBytes: 1_000_000));

        Assert.InRange(endless.BytesRead, 1_000_000, 4_000_000);
    }

    [Fact]
    public void A_stream_much_larger_than_the_limit_is_read_when_its_events_are_not()
    {
        byte[] bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat($"data: {new string('x', 1000)}\n\n", 2000)));

        Assert.Equal(2000, Sse.Read(new MemoryStream(bytes), maxEventBytes: 10_000).Count);
    }

    private sealed class EndlessStream : MemoryStream
    {
        public long BytesRead { get; private set; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            Array.Fill(buffer, (byte)'x', offset, count);
            BytesRead += count;
            return count;
        }

        public override System.Threading.Tasks.ValueTask<int> ReadAsync(Memory<byte> buffer, System.Threading.CancellationToken cancellationToken = default)
        {
            buffer.Span.Fill((byte)'x');
            BytesRead += buffer.Length;
            return new(buffer.Length);
        }

        public override System.Threading.Tasks.Task<int> ReadAsync(byte[] buffer, int offset, int count, System.Threading.CancellationToken cancellationToken) =>
            System.Threading.Tasks.Task.FromResult(Read(buffer, offset, count));
    }
}
