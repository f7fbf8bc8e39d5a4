using System;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json;
using StreamPS.Protocols;
using StreamPS.Transport;
using Xunit;

namespace StreamPS.Tests.Protocols;

/// <summary>Frames that differ from the one before in text, numbers and times alone aren't parsed. That must not show.</summary>
public sealed class FramePatternTests
{
    private static readonly string[] Texts =
        ["\"a\"", "\"a\"", "\" the\"", "\"\"", "\"你好\"", "\"🎉\"", "\"\\n\"", "\"say \\\"hi\\\"\"", "\"\\ud83c\\udf89\"", "\"\\ud83c\"", "\"}]}\"", "null", "7", "\"x\",\"text\":\"y\"", "\"x\",\"content\":\"y\"", "\"x\",\"delta\":\"y\"", "\"x\",\"delta\":null"];

    private static readonly string[] Numbers = ["0", "7", "12", "300", "999999999", "1234567890", "\"7\"", "1.5", "-1", "1e2", "null", "{}"];

    private static readonly string[] Strings = ["\"\"", "\"Zx9\"", "\"2026-01-01T00:00:00.1Z\"", "\"a\\\"b\"", "\"é\"", "null", "7"];

    [Theory]
    [InlineData("""{"n":1,"s":"x","t":"b"}""", "b", 1)]
    [InlineData("""{"n":123456789,"s":"","t":"}"}""", "}", 123456789)]
    [InlineData("{\"n\":1,\"s\":\"x\",\"t\":\"\u007f\"}", "\u007f", 1)]
    [InlineData("""{"n":1,"s":"x","t":""}""", null, 0)]
    [InlineData("""{"n":1,"s":"x","t":null}""", null, 0)]
    [InlineData("""{"n":1,"s":"x","t": "b"}""", null, 0)]
    [InlineData("{\"n\":1,\"s\":\"x\",\"t\":\"a\0b\"}", null, 0)]
    [InlineData("""{"n":0,"s":"你","t":"好🎉"}""", "好🎉", 0)]
    [InlineData("""{"n":1234567890,"s":"x","t":"b"}""", null, 0)]
    [InlineData("""{"n":01,"s":"x","t":"b"}""", null, 0)]
    [InlineData("""{"n":-1,"s":"x","t":"b"}""", null, 0)]
    [InlineData("""{"n":1.5,"s":"x","t":"b"}""", null, 0)]
    [InlineData("""{"n":,"s":"x","t":"b"}""", null, 0)]
    [InlineData("""{"n":"1","s":"x","t":"b"}""", null, 0)]
    [InlineData("""{"n":1,"s":"\u0041","t":"b"}""", null, 0)]
    [InlineData("""{"n":1,"s":"x","t":"b\n"}""", null, 0)]
    [InlineData("{\"n\":1,\"s\":\"x\",\"t\":\"b\n\"}", null, 0)]
    [InlineData("""{"n":1,"s":"x","t":"b"} """, null, 0)]
    [InlineData("""{"n":1,"s":"x","t":"b","u":2}""", null, 0)]
    [InlineData("""{"n":1,"s":null,"t":"b"}""", null, 0)]
    [InlineData("""{"n":1,"s":"x","t":"b""", null, 0)]
    [InlineData("""{"n":1,"s":"x","t":""", null, 0)]
    [InlineData("""{"n":1""", null, 0)]
    [InlineData("""{"n":""", null, 0)]
    [InlineData("", null, 0)]
    public void A_frame_matches_if_only_the_holes_differ(string frame, string? expected, int expectedNumber)
    {
        var pattern = CreatePattern("""{"n":42,"s":"time","t":"a\n"}""");

        Assert.Equal(expected is not null, pattern.TryMatch(Encoding.UTF8.GetBytes(frame), out var text));
        Assert.Equal(expected ?? "", Encoding.UTF8.GetString(text));
        if (expected is null)
            return;

        Assert.True(pattern.TryGetNumber(0, out int tag, out int number));
        Assert.Equal((3, expectedNumber), (tag, number));
        Assert.False(pattern.TryGetNumber(1, out _, out _));
    }

    [Theory]
    [InlineData("""{"n":42,"s":"x"}""")]
    [InlineData("""{"n":42,"s":"x","t":""}""")]
    [InlineData("""{"t":"a","t":"b"}""")]
    public void A_frame_without_exactly_one_text_is_no_pattern(string frame)
    {
        var pattern = CreatePattern(frame);

        Assert.Equal(0, pattern.HoleCount);
        Assert.False(pattern.TryMatch(Encoding.UTF8.GetBytes(frame), out _));
        Assert.False(pattern.TryMatch(default, out _));
    }

    [Fact]
    public void A_document_may_stand_behind_white_space()
    {
        byte[] frame = " \n{\"t\":\"a\"}"u8.ToArray();
        var holes = new FrameHoles();
        var reader = new Utf8JsonReader(frame.AsSpan(2));
        while (reader.TokenType != JsonTokenType.String)
            reader.Read();
        holes.Add(ref reader, FrameHoleKind.Text);
        var pattern = new FramePattern();

        Assert.True(pattern.Remember(frame, documentStart: 2, holes));
        Assert.True(pattern.TryMatch(" \n{\"t\":\"bc\"}"u8, out var text));
        Assert.Equal("bc", Encoding.UTF8.GetString(text));
    }

    [Fact]
    public void The_last_pattern_counts_even_if_it_is_shorter()
    {
        var pattern = CreatePattern("""{"n":1,"s":"x","t":"a","u":"a long end that stays"}""");
        Remember(pattern, """{"t":"a"}""");

        Assert.True(pattern.TryMatch("""{"t":"b"}"""u8, out _));
        Assert.False(pattern.TryMatch("""{"n":1,"s":"x","t":"a","u":"a long end that stays"}"""u8, out _));
    }

    [Theory]
    [InlineData("OpenAIChat", """{"id":"c","choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":null}],"obfuscation":"1LIM4z"}""", """{"id":"c","choices":[{"index":0,"delta":{"content":" there"},"finish_reason":null}],"obfuscation":"Qy"}""")]
    [InlineData("OpenAIChat", """{"choices":[{"delta":{"content":"","reasoning_content":"Hi"}}]}""", """{"choices":[{"delta":{"content":"","reasoning_content":" there"}}]}""")]
    [InlineData("OpenAIChat", """{"choices":[{"delta":{"content":[{"type":"text","text":"Hi"}]}}]}""", """{"choices":[{"delta":{"content":[{"type":"text","text":" there"}]}}]}""")]
    [InlineData("Anthropic", """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hi"}}""", """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":" there"}}""")]
    [InlineData("DashScope", """{"output":{"choices":[{"message":{"content":"Hi"}}]},"usage":{"output_tokens":1,"d":{"x":5}}}""", """{"output":{"choices":[{"message":{"content":" there"}}]},"usage":{"output_tokens":20,"d":{"x":60}}}""")]
    [InlineData("DashScope", """{"usage":{"output_tokens":1},"output":{"text":"Hi","finish_reason":"null"}}""", """{"usage":{"output_tokens":20},"output":{"text":" there","finish_reason":"null"}}""")]
    [InlineData("Gemini", """{"candidates":[{"content":{"parts":[{"text":"Hi"}]}}],"usageMetadata":{"totalTokenCount":1}}""", """{"candidates":[{"content":{"parts":[{"text":" there"}]}}],"usageMetadata":{"totalTokenCount":20}}""")]
    [InlineData("Ollama", """{"created_at":"1","message":{"content":"Hi"},"done":false}""", """{"created_at":"22","message":{"content":" there"},"done":false}""")]
    [InlineData("OpenAIResponses", """{"type":"response.output_text.delta","sequence_number":1,"item_id":"a","delta":"Hi","obfuscation":"x"}""", """{"type":"response.output_text.delta","sequence_number":20,"item_id":"bc","delta":" there","obfuscation":"yz"}""")]
    public void What_changes_in_the_frames_of_a_format_is_a_hole(string format, string first, string second)
    {
        JsonFrame frame = format switch
        {
            "OpenAIChat" => new OpenAIChunk(),
            "OpenAIResponses" => new ResponsesFrame(),
            "Anthropic" => new AnthropicFrame(),
            "DashScope" => new DashScopeFrame(),
            "Gemini" => new GeminiFrame(),
            _ => new OllamaFrame(),
        };
        byte[] bytes = Encoding.UTF8.GetBytes(first);
        var pattern = new FramePattern();

        Assert.Equal(bytes.Length, frame.Read(bytes));
        Assert.True(pattern.Remember(bytes, documentStart: 0, frame.Holes));
        Assert.True(pattern.TryMatch(Encoding.UTF8.GetBytes(second), out var text));
        Assert.Equal(" there", Encoding.UTF8.GetString(text));
    }

    [Fact]
    public void Responses_decode_the_same_with_and_without_memory()
    {
        string[] types = ["response.output_text.delta", "response.output_text.delta", "response.output_text.delta", "response.reasoning_text.delta", "response.refusal.delta", "response.function_call_arguments.delta", "response.output_text.done"];
        string[] ends = ["", "", "", ",\"obfuscation\":\"q\"", ",\"type\":\"response.refusal.delta\"", ",\"error\":null", ",\"delta\":\"z\"", ",\"item\":{\"type\":\"message\"}"];
        Compare(() => new ResponsesDecoder(), (random, shape) =>
            $$"""{"type":"{{types[shape % types.Length]}}","sequence_number":{{Pick(Numbers, random)}},"item_id":{{Pick(Strings, random)}},"output_index":{{shape % 3}},"delta":{{Pick(Texts, random)}},"logprobs":[],"obfuscation":{{Pick(Strings, random)}}{{ends[shape / 7 % ends.Length]}}}""");
    }

    [Fact]
    public void Gemini_frames_decode_the_same_with_and_without_memory()
    {
        string[] parts = ["", "", "", ",\"thought\":true", ",\"thoughtSignature\":\"s\"", "},{\"text\":\"more\"", "},{\"text\":\"\"", "},{\"thought\":true,\"text\":\"t\""];
        string[] ends = ["", "", "", ",\"finishReason\":null", ",\"index\":1", ",\"finishReason\":\"\"", ",\"content\":{\"parts\":[{\"text\":\"b\"}]}", "},{\"index\":2,\"content\":{\"parts\":[{\"text\":\"c\"}]}"];
        Compare(() => new GeminiDecoder(), (random, shape) =>
            $$$"""{"candidates":[{"content":{"parts":[{"text":{{{Pick(Texts, random)}}}{{{parts[shape % parts.Length]}}}}],"role":"model"},"index":0{{{ends[shape / 7 % ends.Length]}}}}],"usageMetadata":{"promptTokenCount":{{{Pick(Numbers, random)}}},"details":[{"tokenCount":{{{Pick(Numbers, random)}}}}],"candidatesTokenCount":{{{Pick(Numbers, random)}}},"totalTokenCount":5}}""",
            [GeminiSamples.Finish("STOP"), GeminiSamples.Finish("STOP", 1), GeminiSamples.Finish("STOP", 2)]);
    }

    [Fact]
    public void Ollama_lines_decode_the_same_with_and_without_memory()
    {
        string[] names = ["content", "content", "content", "thinking"];
        string[] others = ["", "", "", ",\"thinking\":\"\"", ",\"thinking\":\"t\"", ",\"content\":\"\"", ",\"images\":null", ",\"tool_calls\":[{\"function\":{\"name\":\"f\"}}]"];
        string[] ends = ["", "", "", ",\"message\":{\"content\":\"d\"}", ",\"error\":null", ",\"created_at\":\"c\""];
        Compare(() => new OllamaDecoder(), (random, shape) =>
            $$"""{"model":"m","created_at":{{Pick(Strings, random)}},"message":{"role":"assistant","{{names[shape % names.Length]}}":{{Pick(Texts, random)}}{{others[shape % others.Length]}}},"done":false{{ends[shape / 5 % ends.Length]}}}""");
    }

    [Theory]
    [InlineData("a")]
    [InlineData("\\n")]
    public void A_delta_costs_one_object_and_one_string(string text)
    {
        AssertCost(new OpenAIChatDecoder(), number => $$$"""{"id":"c","model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"{{{text}}}"}}],"obfuscation":"{{{new string('x', number % 5)}}}"}""");
        AssertCost(new AnthropicDecoder(), number => $$$"""{"type":"content_block_delta","index":{{{number % 2}}},"delta":{"type":"text_delta","text":"{{{text}}}"}}""");
        AssertCost(new ResponsesDecoder(), number => ResponsesSamples.Delta($"\"{text}\"", number));
        AssertCost(new OllamaDecoder(), number => OllamaSamples.Content(text, number));
        AssertCost(new GeminiDecoder(), number => GeminiSamples.Frame($$"""{"text":"{{text}}"}""", after: $$$""","usageMetadata":{"totalTokenCount":{{{number}}}},"modelVersion":"m","responseId":"r" """));

        static void AssertCost(ChatDecoder decoder, Func<int, string> frame)
        {
            const int Count = 5000;
            byte[][] frames = [.. Enumerable.Range(0, 2 * Count).Select(number => Encoding.UTF8.GetBytes(frame(number)))];
            var output = new DecodedStream();
            DecodeAll(frames.AsSpan(0, Count));
            long before = GC.GetAllocatedBytesForCurrentThread();
            DecodeAll(frames.AsSpan(Count));
            long cost = (GC.GetAllocatedBytesForCurrentThread() - before) / Count;

            long least = CostOf(() => new ChatDelta()) + CostOf(() => new string('x', 1));
            Assert.InRange(cost, least, least + 8);
            Assert.Equal(2 * Count, output.Count);

            void DecodeAll(ReadOnlySpan<byte[]> part)
            {
                foreach (byte[] bytes in part)
                {
                    decoder.Decode(new StreamEvent(default, bytes), output);
                    Assert.True(output.TryTake(out _));
                }
            }
        }

        static long CostOf(Func<object> create)
        {
            create();
            long before = GC.GetAllocatedBytesForCurrentThread();
            create();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private static FramePattern CreatePattern(string frame)
    {
        var pattern = new FramePattern();
        Remember(pattern, frame);
        return pattern;
    }

    // n is a number, s a string that doesn't matter, t the text.
    private static bool Remember(FramePattern pattern, string frame)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(frame);
        var holes = new FrameHoles();
        var reader = new Utf8JsonReader(bytes);
        reader.Read();
        while (reader.ReadProperty())
        {
            string name = reader.GetString()!;
            reader.Read();
            if (name == "n")
                holes.Add(ref reader, FrameHoleKind.Number, tag: 3);
            else if (name is "s" or "t")
                holes.Add(ref reader, name == "t" ? FrameHoleKind.Text : FrameHoleKind.String);
        }

        return pattern.Remember(bytes, documentStart: 0, holes);
    }

    private static void Compare(Func<ChatDecoder> create, Func<Random, int, string> generate, string[]? ends = null)
    {
        for (int seed = 0; seed < 5_000; seed++)
        {
            var random = new Random(seed);
            int shape = random.Next(1000);
            var remembering = new FormatDecoding(create());
            var parsing = new FormatDecoding(create());
            for (int i = random.Next(2, 12); i > 0; i--)
            {
                if (random.Next(4) == 0)
                    shape = random.Next(1000);
                string frame = generate(random, shape);
                remembering.AddFrames(frame);
                // White space at the end makes a frame unlike any other, so it's parsed.
                parsing.AddFrames(frame + new string(' ', i));
            }

            remembering.AddFrames(ends ?? []);
            parsing.AddFrames(ends ?? []);
            Assert.True(remembering.Description == parsing.Description, string.Create(CultureInfo.InvariantCulture, $"Seed {seed}\n{remembering.Description}\n\n{parsing.Description}"));
        }
    }

    private static string Pick(string[] values, Random random) => random.Next(3) == 0 ? values[random.Next(values.Length)] : values[random.Next(3)];
}
