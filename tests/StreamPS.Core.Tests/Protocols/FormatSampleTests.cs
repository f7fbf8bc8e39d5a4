using System;
using System.Linq;
using System.Text;
using StreamPS.LoopbackServer;
using StreamPS.Protocols;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Protocols;

/// <summary>What holds for every wire format, tried on its samples.</summary>
public sealed class FormatSampleTests
{
    private static readonly string[] OpenAIFrames =
    [
        LoopbackServer.OpenAIFrames.Role(),
        LoopbackServer.OpenAIFrames.Reasoning("Let me see."),
        LoopbackServer.OpenAIFrames.Content("你好\n\"🎉\""),
        LoopbackServer.OpenAIFrames.ToolCall(0, "call_1", "f", "{\"a\":"),
        LoopbackServer.OpenAIFrames.ToolCallArguments(0, "1}"),
        LoopbackServer.OpenAIFrames.FinishWithUsage(3, 4),
        LoopbackServer.OpenAIFrames.Usage(5, 6),
    ];

    /// <summary>Event streams, each with its format.</summary>
    public static TheoryData<ChatProtocol, string> Streams => new()
    {
        { ChatProtocol.OpenAIChat, string.Concat(OpenAIFrames) + LoopbackServer.OpenAIFrames.Done },
        { ChatProtocol.OpenAIResponses, ResponsesSamples.Stream(ResponsesSamples.Text) },
        { ChatProtocol.OpenAIResponses, ResponsesSamples.Stream(ResponsesSamples.Everything) },
        { ChatProtocol.Anthropic, AnthropicSamples.Text },
        { ChatProtocol.Anthropic, AnthropicSamples.Everything },
        { ChatProtocol.DashScope, DashScopeSamples.Incremental },
        { ChatProtocol.DashScope, DashScopeSamples.Cumulative },
        { ChatProtocol.Gemini, GeminiSamples.Stream(GeminiSamples.Text) },
        { ChatProtocol.Gemini, GeminiSamples.Stream(GeminiSamples.Everything) },
    };

    public static TheoryData<ChatProtocol> Formats => [.. Enum.GetValues<ChatProtocol>()];

    [Theory]
    [MemberData(nameof(Streams))]
    public void A_stream_decodes_the_same_wherever_its_bytes_are_split(ChatProtocol format, string stream)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(stream);
        string expected = New(format).AddStream(stream).Description;

        Assert.Contains(" True ", expected, StringComparison.Ordinal);
        Assert.Equal(expected, New(format).AddStream(stream, pieceLength: 1).Description);
        Assert.Equal(expected, New(format).AddStream(stream.ReplaceLineEndings("\r\n")).Description);
        Assert.Equal(expected, New(format).AddStream(stream.TrimEnd()).Description);
        for (int split = 1; split < bytes.Length; split += 1 + (bytes.Length / 2000))
            Assert.Equal(expected, New(format).AddSplitStream(bytes, split).Description);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_frame_that_breaks_off_is_never_taken_for_a_whole_one(ChatProtocol format) =>
        FormatRobustness.AssertPrefixesAreRefused(() => Create(format), FramesOf(format));

    [Theory]
    [MemberData(nameof(Formats))]
    public void Values_of_wrong_types_do_no_harm(ChatProtocol format) =>
        FormatRobustness.AssertWrongTypesDoNoHarm(() => Create(format), FramesOf(format));

    private static string[] FramesOf(ChatProtocol format) => format switch
    {
        ChatProtocol.OpenAIChat => DataOf(string.Concat(OpenAIFrames)),
        ChatProtocol.OpenAIResponses => ResponsesSamples.Everything,
        ChatProtocol.Anthropic => DataOf(AnthropicSamples.Everything),
        ChatProtocol.DashScope => DataOf(DashScopeSamples.Incremental),
        ChatProtocol.Gemini => [.. GeminiSamples.Text[..2], .. GeminiSamples.Everything],
        _ => OllamaSamples.Lines,
    };

    private static string[] DataOf(string stream) => [.. Sse.Read(stream).Select(streamEvent => streamEvent.Data)];

    private static FormatDecoding New(ChatProtocol format) => new(Create(format));

    private static ChatDecoder Create(ChatProtocol format) => ChatProtocols.Get(format).CreateDecoder(new ChatRequest("Hi"), default);
}
