using StreamPS.Protocols;
using Xunit;

namespace StreamPS.Tests.Protocols;

public sealed class ToolCallSlotsTests
{
    private readonly ToolCallSlots _slots = new();

    [Fact]
    public void The_index_tells_the_call()
    {
        Assert.Equal((0, "a", "f", ""), Assign(0, "a", "f", ""));
        Assert.Equal((1, "b", "g", ""), Assign(1, "b", "g", ""));
        Assert.Equal((0, null, null, "{}"), Assign(0, null, null, "{}"));
        Assert.Equal((1, null, null, "{}"), Assign(1, null, null, "{}"));
    }

    [Fact]
    public void Positions_have_no_gaps_whatever_the_indexes_are()
    {
        Assert.Equal(0, Assign(7, "a", "f", "").Index);
        Assert.Equal(1, Assign(3, "b", "g", "").Index);
        Assert.Equal(0, Assign(7, null, null, "{").Index);
        Assert.Equal(2, Assign(int.MaxValue, "c", "h", "").Index);
    }

    [Fact]
    public void Id_and_name_come_once_and_empty_ones_count_as_none()
    {
        Assert.Equal((0, "a", "f", "{"), Assign(0, "a", "f", "{"));
        Assert.Equal((0, null, null, "}"), Assign(0, "", "", "}"));
        Assert.Equal((0, null, null, ""), Assign(0, "a", "f", ""));
    }

    [Fact]
    public void Whole_calls_with_one_index_and_no_ids_are_several()
    {
        Assert.Equal((0, null, "f", "{\"a\":1}"), Assign(0, "", "f", "{\"a\":1}"));
        Assert.Equal((1, null, "f", "{\"a\":2}"), Assign(0, "", "f", "{\"a\":2}"));
        Assert.Equal((1, null, null, ""), Assign(0, "", "f", ""));
    }

    [Fact]
    public void Id_and_name_may_come_late()
    {
        Assert.Equal((0, null, null, "{"), Assign(0, null, null, "{"));
        Assert.Equal((0, "a", null, "}"), Assign(0, "a", null, "}"));
        Assert.Equal((0, null, "f", ""), Assign(0, null, "f", ""));
    }

    [Fact]
    public void Without_an_index_a_new_id_opens_a_call_and_a_known_one_finds_it()
    {
        Assert.Equal((0, "a", "f", "{"), Assign(null, "a", "f", "{"));
        Assert.Equal((1, "b", "g", "["), Assign(null, "b", "g", "["));
        Assert.Equal((0, null, null, "}"), Assign(null, "a", null, "}"));
        Assert.Equal((1, null, null, "]"), Assign(null, "b", "g", "]"));
    }

    [Fact]
    public void Without_index_and_id_a_fragment_continues_the_last_call()
    {
        Assign(null, "a", "f", "{");
        Assign(null, "b", "g", "{");

        Assert.Equal((1, null, null, "}"), Assign(null, null, null, "}"));
        Assert.Equal((1, null, null, ""), Assign(null, "", "", ""));
    }

    [Fact]
    public void Without_index_and_id_a_name_opens_a_call()
    {
        Assert.Equal((0, null, "f", "{}"), Assign(null, null, "f", "{}"));
        Assert.Equal((1, null, "g", "{}"), Assign(null, null, "g", "{}"));
    }

    [Fact]
    public void Without_anything_the_first_fragment_opens_a_call() => Assert.Equal((0, null, null, "{}"), Assign(null, null, null, "{}"));

    [Fact]
    public void The_same_index_with_another_id_is_another_call_when_the_first_is_whole()
    {
        Assert.Equal((0, "a", "f", "{\"x\":1}"), Assign(0, "a", "f", "{\"x\":1}"));
        Assert.Equal((1, "b", "g", "{\"y\""), Assign(0, "b", "g", "{\"y\""));
        Assert.Equal((1, null, null, ":2}"), Assign(0, null, null, ":2}"));
        Assert.Equal((2, "c", "h", "{}"), Assign(0, "c", "h", "{}"));
    }

    [Fact]
    public void The_same_index_with_another_id_continues_a_call_that_is_not_whole()
    {
        Assign(0, "a", "f", "{\"x\":");

        Assert.Equal((0, null, null, "1}"), Assign(0, "b", null, "1}"));
    }

    [Fact]
    public void The_same_index_with_another_id_continues_a_call_without_arguments_yet()
    {
        Assign(0, "a", "f", "");

        Assert.Equal((0, null, null, "{}"), Assign(0, "random-id", null, "{}"));
    }

    private (int Index, string? Id, string? Name, string Arguments) Assign(int? index, string? id, string? name, string arguments)
    {
        var delta = _slots.Assign(index, id, name, arguments);
        return (delta.Index, delta.Id, delta.Name, delta.Arguments);
    }
}
