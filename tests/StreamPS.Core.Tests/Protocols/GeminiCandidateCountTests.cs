using System.Linq;
using System.Text;
using StreamPS.Protocols;
using StreamPS.Transport;
using Xunit;

namespace StreamPS.Tests.Protocols;

public sealed class GeminiCandidateCountTests
{
    private const string First = """{"candidates":[{"index":0,"content":{"role":"model","parts":[{"text":"a"}]},"finishReason":"STOP"}]}""";
    private const string Second = """{"candidates":[{"index":1,"content":{"role":"model","parts":[{"text":"b"}]},"finishReason":"STOP"}]}""";

    [Fact]
    public void A_candidate_that_ends_before_the_next_begins_does_not_end_the_stream()
    {
        var output = new DecodedStream();
        var decoder = new GeminiDecoder(candidateCount: 2);

        decoder.Decode(Event(First), output);
        Assert.False(output.HasEnded);

        decoder.Decode(Event(Second), output);
        Assert.True(output.HasEnded);
        Assert.Equal("ab", string.Concat(Enumerable.Range(0, 9).Select(_ => output.TryTake(out var delta) ? delta.Content : null)));
    }

    [Fact]
    public void Fewer_candidates_than_asked_for_are_whole_when_the_stream_ends_behind_them()
    {
        var output = new DecodedStream();
        var decoder = new GeminiDecoder(candidateCount: 2);

        decoder.Decode(Event(First), output);
        decoder.Release(output);

        Assert.True(output.HasEnded);
    }

    private static StreamEvent Event(string data) => new(default, Encoding.UTF8.GetBytes(data));
}
