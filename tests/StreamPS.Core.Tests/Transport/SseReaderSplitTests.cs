using System.Collections.Generic;
using System.Linq;
using System.Text;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Transport;

/// <summary>A network may cut the bytes anywhere: nothing may depend on where.</summary>
public sealed class SseReaderSplitTests
{
    private const string Peculiar =
        "\uFEFF: comment\r\n\r\nevent: 名\rdata: one\r\ndata:\r\ncontinued\r\n\r\nid\ndata: 🎉\r\rdata\n\nerror: {}\r\n\r\ndata: [DONE]\r\n\r\n";

    private static readonly SseEvent[] PeculiarEvents =
        [new("名", "one\n\ncontinued"), new("🎉"), new(""), new("error", "{}"), new("[DONE]")];

    public static TheoryData<string> Streams => [.. Samples.Names, nameof(Peculiar)];

    [Theory]
    [MemberData(nameof(Streams))]
    public void Every_split_into_two_reads_gives_the_same_events(string name)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(TextOf(name));
        var expected = Sse.Read(bytes);

        for (int split = 1; split < bytes.Length; split++)
        {
            var events = Sse.Read(bytes, [split]);
            Assert.True(expected.SequenceEqual(events), $"Split at {split}: {string.Join(" ", events)}");
        }
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public void Every_byte_alone_gives_the_same_events(string name)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(TextOf(name));

        Assert.Equal(Sse.Read(bytes), Sse.ReadBytewise(bytes));
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public void Crlf_and_cr_give_the_same_events_as_lf_wherever_they_are_split(string name)
    {
        string text = TextOf(name).ReplaceLineEndings("\n");
        var expected = Sse.Read(text);

        foreach (string newLine in new[] { "\r\n", "\r" })
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text.ReplaceLineEndings(newLine));
            Assert.Equal(expected, Sse.Read(bytes));
            Assert.Equal(expected, Sse.ReadBytewise(bytes));
            for (int length = 2; length < 20; length++)
                Assert.Equal(expected, Sse.Read(bytes, Enumerable.Repeat(length, bytes.Length)));
        }
    }

    [Fact]
    public void The_peculiar_stream_has_the_events_it_should() => Assert.Equal(PeculiarEvents, Sse.Read(Peculiar));

    [Theory]
    [MemberData(nameof(Samples.Names), MemberType = typeof(Samples))]
    public void A_sample_has_as_many_events_as_data_lines(string name)
    {
        string[] lines = TextOf(name).Split('\n');
        IEnumerable<SseEvent> expected = lines.Where(line => line.StartsWith("data: ", System.StringComparison.Ordinal)).Select(line => new SseEvent(line[6..]));

        Assert.Equal(expected, Sse.Read(TextOf(name)));
    }

    private static string TextOf(string name) => name == nameof(Peculiar) ? Peculiar : Samples.All[name];
}
