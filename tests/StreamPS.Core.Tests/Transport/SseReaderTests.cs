using System.Collections.Generic;
using System.Text;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Transport;

public sealed class SseReaderTests
{
    [Theory]
    [InlineData("data: {\"a\":1}\n\n")]
    [InlineData("data:{\"a\":1}\n\n")]
    [InlineData("data: {\"a\":1}\r\n\r\n")]
    [InlineData("data: {\"a\":1}\r\r")]
    [InlineData("data:{\"a\":1}\r\n\n")]
    [InlineData("\uFEFFdata: {\"a\":1}\n\n")]
    [InlineData("\n\r\n\rdata: {\"a\":1}\n\n\n\n")]
    public void An_event_is_read_in_every_lawful_framing(string stream) => Assert.Equal([new("{\"a\":1}")], Sse.Read(stream));

    [Theory]
    [InlineData("data:  two spaces\n\n", " two spaces")]
    [InlineData("data: trailing  \n\n", "trailing  ")]
    [InlineData("data:\ttab\n\n", "\ttab")]
    [InlineData("data: a: b\n\n", "a: b")]
    [InlineData("data: 你好 🎉\n\n", "你好 🎉")]
    [InlineData("data:\n\n", "")]
    [InlineData("data\n\n", "")]
    [InlineData("data: \n\n", "")]
    public void One_space_after_the_colon_is_dropped_and_nothing_else(string stream, string data) => Assert.Equal([new(data)], Sse.Read(stream));

    [Theory]
    [InlineData("data: one\ndata: two\ndata:three\n\n", "one\ntwo\nthree")]
    [InlineData("data: one\r\ndata: two\r\n\r\n", "one\ntwo")]
    [InlineData("data: one\rdata: two\r\r", "one\ntwo")]
    [InlineData("data:\ndata:\n\n", "\n")]
    [InlineData("data\ndata: x\ndata\n\n", "\nx\n")]
    [InlineData("data: one\n: comment\nid: 7\ndata: two\n\n", "one\ntwo")]
    public void Data_lines_are_joined_with_line_feeds(string stream, string data) => Assert.Equal([new(data)], Sse.Read(stream));

    [Theory]
    [InlineData("data: {\n\"id\": 5,\n\"choices\": []\n}\n\n", "{\n\"id\": 5,\n\"choices\": []\n}")]
    [InlineData("data: {\r\n  \"a\": 1\r\n}\r\n\r\n", "{\n  \"a\": 1\n}")]
    [InlineData("data: a\nno colon at all\n\n", "a\nno colon at all")]
    [InlineData("data: a\n data: b\n\n", "a\n data: b")]
    [InlineData("data: a\nDATA: b\n\n", "a\nDATA: b")]
    [InlineData("data: a\nunknown: b\ndata: c\n\n", "a\nunknown: b\nc")]
    [InlineData("data: a\nerror: b\n\n", "a\nerror: b")]
    public void A_line_without_a_known_field_continues_the_data_begun_before_it(string stream, string data) =>
        Assert.Equal([new(data)], Sse.Read(stream));

    [Theory]
    [InlineData("{\"error\":{\"message\":\"m\"}}\n\n", "{\"error\":{\"message\":\"m\"}}")]
    [InlineData("[{\"error\":\"m\"}]\r\n\r\n", "[{\"error\":\"m\"}]")]
    [InlineData("{\n  \"error\": {\n    \"message\": \"m\"\n  }\n}\n\n", "{\n  \"error\": {\n    \"message\": \"m\"\n  }\n}")]
    [InlineData("id: 1\n{\"a\":1}\ndata: [DONE]\n\n", "{\"a\":1}\n[DONE]")]
    public void A_line_that_begins_as_json_is_data_that_has_lost_its_name(string line, string data) =>
        Assert.Equal([new("before"), new(data), new("after")], Sse.Read($"data: before\n\n{line}data: after\n\n"));

    [Theory]
    [InlineData("event: ping\n\n")]
    [InlineData("id: 1\n\n")]
    [InlineData("retry: 100\n\n")]
    [InlineData(": comment\n\n")]
    [InlineData(":\n\n")]
    [InlineData(": OPENROUTER PROCESSING\n\n: keep-alive\n\n")]
    [InlineData("unknown: field\n\n")]
    [InlineData("no colon\n\n")]
    [InlineData(" data: indented\n\n")]
    [InlineData("Data: case matters\n\n")]
    [InlineData("error:\n\n")]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("\uFEFF")]
    public void Without_a_data_line_there_is_no_event(string stream) => Assert.Empty(Sse.Read(stream));

    [Fact]
    public void The_event_field_names_its_event_and_no_other()
    {
        var events = Sse.Read("event: one\ndata: 1\n\ndata: 2\n\nevent: three\n\ndata: 4\n\ndata: 5\nevent:five\n\n");

        Assert.Equal([new("one", "1"), new("2"), new("4"), new("five", "5")], events);
    }

    [Fact]
    public void The_last_event_field_counts() => Assert.Equal([new("b", "x")], Sse.Read("event: a\nevent: b\ndata: x\n\n"));

    [Fact]
    public void A_long_event_name_follows_a_short_one_and_the_other_way_round()
    {
        string longName = new('n', 500);

        Assert.Equal([new("a", "1"), new(longName, "2"), new("b", "3")], Sse.Read($"event: a\ndata: 1\n\nevent: {longName}\ndata: 2\n\nevent: b\ndata: 3\n\n"));
    }

    [Fact]
    public void Id_and_retry_are_passed_over_around_the_data() =>
        Assert.Equal([new("result", "{}")], Sse.Read("id:1\nevent:result\n:HTTP_STATUS/200\nretry: 10\ndata:{}\nid: 2\n\n"));

    [Fact]
    public void An_error_field_is_an_event_of_that_name()
    {
        var events = Sse.Read("error: {\"code\":400,\"message\":\"context overflow\"}\n\ndata: [DONE]\n\n");

        Assert.Equal([new("error", "{\"code\":400,\"message\":\"context overflow\"}"), new("[DONE]")], events);
    }

    [Fact]
    public void A_byte_order_mark_counts_at_the_start_alone() =>
        Assert.Equal([new("1"), new("\uFEFF2")], Sse.Read("\uFEFFdata: 1\n\n\uFEFFdata: lost\n\ndata: \uFEFF2\n\n"));

    [Fact]
    public void Bytes_that_are_no_utf8_are_left_to_the_decoder()
    {
        byte[] bytes = [.. "data: a"u8, 0xFF, .. "b\n\n"u8];

        Assert.Equal([new("a\uFFFDb")], Sse.Read(bytes));
    }

    [Fact]
    public void Many_events_in_one_read_come_one_by_one()
    {
        var text = new StringBuilder();
        var expected = new List<SseEvent>();
        for (int i = 0; i < 5000; i++)
        {
            text.Append("data: event ").Append(i).Append("\n\n");
            expected.Add(new SseEvent($"event {i}"));
        }

        Assert.Equal(expected, Sse.Read(text.ToString()));
    }
}
