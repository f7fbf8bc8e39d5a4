using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Protocols;

public sealed class ReasoningTests
{
    [Theory]
    [InlineData("""{"reasoning_content":"think"}""")]
    [InlineData("""{"reasoning":"think"}""")]
    [InlineData("""{"reasoning_details":[{"type":"reasoning.text","text":"think"}]}""")]
    [InlineData("""{"reasoning":"think","reasoning_details":[{"type":"reasoning.text","text":"think"}]}""")]
    [InlineData("""{"reasoning_details":[{"type":"reasoning.text","text":"think"}],"reasoning":"think"}""")]
    [InlineData("""{"reasoning_content":"think","reasoning":"think"}""")]
    [InlineData("""{"reasoning_content":"","reasoning":"think"}""")]
    [InlineData("""{"reasoning_content":null,"reasoning":"think","content":null}""")]
    [InlineData("""{"content":"","reasoning_content":"think"}""")]
    public void Reasoning_is_read_under_all_its_names_and_once(string delta)
    {
        var decoded = Assert.Single(Decoding.OfDeltas(delta).Deltas);

        Assert.Equal("think", decoded.Reasoning);
        Assert.Null(decoded.Content);
        Assert.Equal("", decoded.ToString());
    }

    [Fact]
    public void Reasoning_and_content_stay_apart()
    {
        var decoding = Decoding.OfDeltas(
            """{"role":"assistant","content":null,"reasoning_content":""}""",
            """{"content":null,"reasoning_content":"Let me "}""",
            """{"content":null,"reasoning_content":"see."}""",
            """{"content":"42","reasoning_content":null}""",
            """{"content":"!","reasoning_content":null}""");

        Assert.Equal("42|!", decoding.Content);
        Assert.Equal("Let me see.", decoding.Completion.Reasoning);
        Assert.Equal("42!", decoding.Completion.Text);
    }

    [Fact]
    public void Reasoning_and_content_in_one_frame_are_one_delta()
    {
        var delta = Assert.Single(Decoding.OfDeltas("""{"reasoning":"so","content":"42"}""").Deltas);

        Assert.Equal("so", delta.Reasoning);
        Assert.Equal("42", delta.Content);
    }

    [Fact]
    public void A_refusal_is_a_text_of_its_own()
    {
        var decoding = Decoding.OfDeltas("""{"role":"assistant","content":"","refusal":null}""", """{"refusal":"I can't "}""", """{"refusal":"do that."}""");

        Assert.Equal("I can't do that.", decoding.Completion.Refusal);
        Assert.Equal("", decoding.Completion.Text);
        Assert.Equal(2, decoding.Deltas.Count);
    }
}
