using System.Text;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Transport;

/// <summary>What the end of the stream finds unended is handed over, marked, and nothing of it is lost or made up.</summary>
public sealed class SseReaderRemainderTests
{
    [Theory]
    [InlineData("data: {\"a\":1}", "{\"a\":1}")]
    [InlineData("data: {\"a\":1}\n", "{\"a\":1}")]
    [InlineData("data: {\"a\":1}\r", "{\"a\":1}")]
    [InlineData("data: {\"a\":1}\r\n", "{\"a\":1}")]
    [InlineData("data: [DONE]", "[DONE]")]
    [InlineData("data: [DONE]\n", "[DONE]")]
    [InlineData("data: {\"a\":", "{\"a\":")]
    [InlineData("data: {\n\"a\":1}", "{\n\"a\":1}")]
    [InlineData("data:", "")]
    [InlineData("data", "")]
    [InlineData("data: x\n: half a comm", "x")]
    [InlineData("data: x\nid: 4", "x")]
    public void What_is_left_is_an_event_without_end(string stream, string data)
    {
        SseEvent[] expected = [new("", data, IsTerminated: false)];

        Assert.Equal(expected, Sse.Read(stream));
        Assert.Equal(expected, Sse.ReadBytewise(Encoding.UTF8.GetBytes(stream)));
    }

    [Fact]
    public void It_keeps_its_name() => Assert.Equal([new("error", "{}", IsTerminated: false)], Sse.Read("event: error\ndata: {}"));

    [Fact]
    public void An_error_field_without_end_is_one_too() => Assert.Equal([new("error", "{}", IsTerminated: false)], Sse.Read("error: {}"));

    [Fact]
    public void What_was_read_before_is_not_in_it() =>
        Assert.Equal([new("1"), new("", "2", IsTerminated: false)], Sse.Read("data: 1\r\n\r\ndata: 2"));

    [Theory]
    [InlineData("")]
    [InlineData("data: 1\r\r\n")]
    [InlineData(": comment")]
    [InlineData("event: ping")]
    [InlineData("dat")]
    [InlineData("\uFEFF")]
    public void Where_no_data_is_left_there_is_none(string stream)
    {
        Assert.DoesNotContain(Sse.Read(stream), streamEvent => !streamEvent.IsTerminated);
        Assert.DoesNotContain(Sse.ReadBytewise(Encoding.UTF8.GetBytes(stream)), streamEvent => !streamEvent.IsTerminated);
    }
}
