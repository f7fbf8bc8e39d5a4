using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using StreamPS.Transport;
using Xunit;

namespace StreamPS.Tests.Transport;

/// <summary>Lines of JSON, whatever the pieces in which their bytes arrive.</summary>
public sealed class NdjsonReaderTests
{
    private const string Sample = "{\"a\":1}\n{\"b\":\"你好🎉\"}\r\n\n \t\r\n  {\"c\":\"\\n\"}  \n[]\n{\"d\":4}";

    private static readonly string[] SampleLines = ["{\"a\":1}", "{\"b\":\"你好🎉\"}", "{\"c\":\"\\n\"}", "[]", "{\"d\":4}…"];

    [Fact]
    public void Every_split_gives_the_same_lines()
    {
        byte[] bytes = Encoding.UTF8.GetBytes(Sample);

        Assert.Equal(SampleLines, Read(bytes));
        Assert.Equal(SampleLines, Read(bytes, Enumerable.Repeat(1, bytes.Length)));
        for (int first = 1; first < bytes.Length; first++)
        {
            for (int second = 1; first + second < bytes.Length; second++)
                Assert.Equal(SampleLines, Read(bytes, [first, second]));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("\r\n\r\n \n\t\n")]
    [InlineData("  \t\r")]
    public void Empty_lines_are_passed_over(string text) => Assert.Empty(Read(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("\uFEFF", "")]
    [InlineData("\uFEFF{}", "{}…")]
    [InlineData("\uFEFF{}\n[]\n", "{}|[]")]
    [InlineData("\uFEFF\n{}\n\uFEFF[]\n", "{}|\uFEFF[]")]
    public void A_byte_order_mark_counts_at_the_start_alone(string text, string expected)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);

        Assert.Equal(expected, string.Join("|", Read(bytes)));
        Assert.Equal(expected, string.Join("|", Read(bytes, Enumerable.Repeat(1, bytes.Length))));
    }

    [Fact]
    public void A_byte_order_mark_that_breaks_off_is_text() => Assert.Equal(["\uFFFD…"], Read([0xEF, 0xBB]));

    [Theory]
    [InlineData("{}", "{}…")]
    [InlineData("{}\r", "{}…")]
    [InlineData("{}\n{", "{}|{…")]
    [InlineData("{}\n", "{}")]
    [InlineData("\n\n{}\r\n\r\n", "{}")]
    public void The_last_line_may_lack_its_end_and_that_is_known(string text, string expected) =>
        Assert.Equal(expected, string.Join("|", Read(Encoding.UTF8.GetBytes(text))));

    [Fact]
    public void Crlf_may_be_cut_in_two()
    {
        Assert.Equal(["{}", "[]"], Read("{}\r\n[]\r\n"u8.ToArray(), [3, 3]));
        Assert.Equal(["{}", "[]"], Read("{}\r\n[]\r\n"u8.ToArray(), [2, 1, 1, 2, 1]));
    }

    [Fact]
    public void A_carriage_return_alone_is_no_line_end() => Assert.Equal(["{}\r{}"], Read("{}\r{}\n"u8.ToArray()));

    [Theory]
    [InlineData(7)]
    [InlineData(4096)]
    [InlineData(1_000_000)]
    public void A_line_of_ten_megabytes_is_read(int piece)
    {
        string line = $"{{\"a\":\"{new string('x', 10 * 1024 * 1024)}\"}}";
        byte[] bytes = Encoding.UTF8.GetBytes($"[1]\n{line}\n[2]\n");

        var lines = Read(bytes, piece == 7 ? Enumerable.Repeat(70_007, 200) : Enumerable.Repeat(piece, (bytes.Length / piece) + 1));

        Assert.Equal(3, lines.Count);
        Assert.True(lines[1] == line);
        Assert.Equal("[2]", lines[2]);
    }

    [Fact]
    public void A_line_that_never_ends_is_refused()
    {
        byte[] bytes = Encoding.UTF8.GetBytes(new string('x', 2_000_000));

        var exception = Assert.Throws<ChatStreamException>(() => Read(bytes, [], maxEventBytes: 500_000));
        Assert.Equal(ChatErrorKind.ProtocolError, exception.Kind);
    }

    [Fact]
    public void Many_short_lines_are_read_in_order()
    {
        string[] expected = [.. Enumerable.Range(0, 50_000).Select(number => $"{{\"n\":{number}}}")];

        Assert.Equal(expected, Read(Encoding.UTF8.GetBytes(string.Join("\n", expected) + "\n"), Enumerable.Repeat(1000, 1000)));
    }

    /// <summary>The lines, the one that isn't terminated with an ellipsis.</summary>
    private static List<string> Read(byte[] bytes, IEnumerable<int>? pieces = null, int maxEventBytes = NdjsonReader.DefaultMaxEventBytes)
    {
        var lines = new List<string>();
        using var reader = new NdjsonReader(new PiecewiseStream(bytes, pieces ?? []), maxEventBytes);
        do
        {
            while (reader.TryRead(out var line))
                lines.Add(Describe(line));
        }
        while (reader.FillAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult());

        Assert.False(reader.TryRead(out _));
        if (reader.TryReadRemainder(out var remainder))
            lines.Add(Describe(remainder));
        return lines;
    }

    private static string Describe(StreamEvent line)
    {
        Assert.True(line.Type.IsEmpty);
        return Encoding.UTF8.GetString(line.Data) + (line.IsTerminated ? "" : "…");
    }

    /// <summary>Bytes that arrive in pieces of the lengths given; what is left after the last comes in one.</summary>
    private sealed class PiecewiseStream(byte[] bytes, IEnumerable<int> lengths) : MemoryStream(bytes)
    {
        private readonly IEnumerator<int> _lengths = lengths.GetEnumerator();

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, _lengths.MoveNext() ? _lengths.Current : int.MaxValue)]);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => Task.FromResult(Read(buffer.AsSpan(offset, count)));
    }
}
