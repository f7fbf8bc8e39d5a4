using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Protocols;

/// <summary>
/// The decoder takes the text of most frames without a parser. On random streams of frames that are alike, nearly alike and not alike at
/// all, that must never show: a decoder without memory, and .NET's document parser, find the same texts.
/// </summary>
public sealed class OpenAIFramePropertyTests
{
    private static readonly string[] Texts =
    [
        "\"a\"", "\"ha\"", "\"ha\"", "\"\"", "null", "\" the\"", "\"}]}\"", "\"},\"", "\"你好\"", "\"🎉\"", "\"\\n\"", "\"say \\\"hi\\\"\"", "\"\\\\\"", "\"\\u00e9\"",
        "\"\\ud83c\\udf89\"", "\"[DONE]\"", "\"content\"", "\"{\\\"content\\\":\\\"x\\\"}\"", "7", "\"a\\u0000b\"", "\"x\",\"refusal\":\"no\"", "\"x\",\"content\":\"y\"",
        "\"\",\"reasoning\":\"r\"", "\"c\",\"reasoning\":\"r\"", "\"x\",\"role\":\"assistant\"", "\"x\",\"name\":\"y\"",
        "[{\"type\":\"text\",\"text\":\"p\"}]", "[{\"thinking\":[{\"text\":\"t\"}]},{\"text\":\"p\"},{\"text\":\"\"}]", "[]",
    ];

    // Mostly as OpenAI pads its frames: another text of another length in each.
    private static readonly string[] Paddings = ["\"\"", "\"a\"", "\"1LIM4z\"", "\"Qy\"", "\"xYz09\"", "\"你\"", "\"\\\"\"", "\"a\\u0041\"", "null", "7", "{\"content\":\"x\"}"];

    [Fact]
    public void Frames_decode_the_same_with_and_without_memory()
    {
        int frames = 0;
        Fuzz.Run(
            4_000,
            GenerateStream,
            stream =>
            {
                var decoding = new Decoding();
                foreach (byte[] frame in stream)
                {
                    int before = decoding.Deltas.Count;
                    decoding.Add(frame);
                    var alone = new Decoding();
                    alone.Add(frame);

                    Assert.Equal(alone.Deltas.Select(Describe), decoding.Deltas.Skip(before).Select(Describe));
                    Assert.Equal(alone.HasEnded, decoding.HasEnded);
                    frames++;
                }
            },
            Describe);

        Assert.True(frames > 10_000, $"Only {frames} frames were generated: too few to prove anything.");
    }

    [Fact]
    public void Contents_are_those_that_the_document_parser_finds()
    {
        Fuzz.Run(
            2_000,
            random => GenerateStream(random).Where(frame => !Encoding.UTF8.GetString(frame).Contains('\uFFFD', StringComparison.Ordinal)).ToList(),
            stream =>
            {
                var decoding = new Decoding();
                foreach (byte[] frame in stream)
                    decoding.Add(frame);

                Assert.Equal(stream.SelectMany(ReadContents), decoding.Deltas.Where(delta => delta.Content is not null).Select(delta => (delta.Index, delta.Content!)));
            },
            Describe);
    }

    private static List<byte[]> GenerateStream(Random random)
    {
        var stream = new List<byte[]>();
        var shape = Shape.Generate(random);
        int count = random.Next(1, 12);
        for (int i = 0; i < count; i++)
        {
            // Mostly frames of one shape, so that the memory is used; now and then one that differs in a single place.
            if (random.OneIn(4))
                shape = random.OneIn(2) ? shape.Vary(random) : Shape.Generate(random);
            byte[] frame = shape.Write(random);
            if (random.OneIn(15))
                frame = [.. frame, .. shape.Write(random)];
            stream.Add(frame);
        }

        return stream;
    }

    private static IEnumerable<(int Index, string Content)> ReadContents(byte[] frame)
    {
        var reader = new Utf8JsonReader(frame, new JsonReaderOptions { AllowMultipleValues = true });
        var contents = new List<(int, string)>();
        while (reader.Read())
        {
            using var document = JsonDocument.ParseValue(ref reader);
            foreach (var choice in document.RootElement.GetProperty("choices").EnumerateArray())
            {
                int index = choice.TryGetProperty("index", out var number) ? number.GetInt32() : 0;
                // Of two properties of one name the last counts, for both parsers.
                if (choice.GetProperty("delta").TryGetProperty("content", out var content) && ReadText(content) is { Length: > 0 } text)
                    contents.Add((index, text));
            }
        }

        return contents;
    }

    private static string? ReadText(JsonElement content) => content.ValueKind switch
    {
        JsonValueKind.String => content.GetString(),
        JsonValueKind.Array => string.Concat(content.EnumerateArray().Select(part => part.TryGetProperty("text", out var text) ? text.GetString() : null)),
        _ => null,
    };

    // Everything but what depends on the frames before: the role is told once, and the position counts up.
    private static string Describe(ChatDelta delta) =>
        $"{delta.Index} content={delta.Content} reasoning={delta.Reasoning} refusal={delta.Refusal} finish={delta.FinishReasonText} usage={delta.Usage} call={delta.ToolCall}";

    private static string Describe(IEnumerable<byte[]> stream) => string.Join("\n", stream.Select(Encoding.UTF8.GetString));

    /// <summary>The look of a frame apart from its text.</summary>
    private sealed record Shape
    {
        public string Space { get; private init; } = "";

        public string Before { get; private init; } = "";

        public string InChoiceBefore { get; private init; } = "";

        public string TextName { get; private init; } = "content";

        public string InDeltaBefore { get; private init; } = "";

        public string InDeltaAfter { get; private init; } = "";

        public string InChoiceAfter { get; private init; } = "";

        public string OtherChoices { get; private init; } = "";

        public string After { get; private init; } = "";

        public bool HasDamagedText { get; private init; }

        public static Shape Generate(Random random)
        {
            var shape = new Shape { Space = random.Pick("", "", "", " ") };
            for (int i = 0; i < 6; i++)
                shape = shape.Vary(random);
            return shape;
        }

        public Shape Vary(Random random) => random.Next(9) switch
        {
            0 => this with { Before = random.Pick("", "\"id\":\"c1\",", "\"id\":\"c2\",", "\"model\":\"m\",", "\"usage\":null,", "\"x\":{\"content\":\"a\"},") },
            1 => this with { InChoiceBefore = random.Pick("", "\"index\":0,", "\"index\":1,", "\"index\":12,", "\"finish_reason\":null,", "\"finish_reason\":\"stop\",") },
            2 => this with { TextName = random.Pick("content", "content", "content", "reasoning_content", "reasoning", "refusal") },
            3 => this with { InDeltaBefore = random.Pick("", "\"role\":\"assistant\",", "\"reasoning\":\"r\",", "\"content\":\"first\",", "\"reasoning\":null,", "\"content\":null,") },
            4 => this with { InDeltaAfter = random.Pick("", ",\"role\":\"assistant\"", ",\"reasoning_content\":null", ",\"reasoning_content\":\"r\"", ",\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{}\"}}]", ",\"content\":\"\"", ",\"content\":null", ",\"reasoning_details\":[{\"text\":\"d\"}]", ",\"reasoning_details\":[{\"text\":\"\"}]") },
            5 => this with { InChoiceAfter = random.Pick("", ",\"finish_reason\":null", ",\"finish_reason\":\"stop\"", ",\"index\":2", ",\"usage\":{\"total_tokens\":5}", ",\"logprobs\":null") },
            6 => this with { OtherChoices = random.Pick("", "", ",{\"index\":1,\"delta\":{\"content\":\"other\"}}") },
            7 => this with { After = random.Pick("", ",\"usage\":null", ",\"usage\":{\"total_tokens\":7}", ",\"obfuscation\":PADDING", ",\"obfuscation\":PADDING,\"usage\":null", ",\"obfuscation\":PADDING,\"obfuscation\":PADDING") },
            _ => this with { HasDamagedText = random.OneIn(3) },
        };

        public byte[] Write(Random random)
        {
            string text = random.Pick(Texts);
            string frame = $"{{{Before}\"choices\":{Space}[{{{InChoiceBefore}\"delta\":{Space}{{{InDeltaBefore}\"{TextName}\":{Space}{text}{InDeltaAfter}}}{InChoiceAfter}}}{OtherChoices}]{After}}}";
            while (frame.IndexOf("PADDING", StringComparison.Ordinal) is var hole and >= 0)
                frame = $"{frame[..hole]}{random.Pick(Paddings)}{frame[(hole + 7)..]}";
            byte[] bytes = Encoding.UTF8.GetBytes(frame);
            // In place of the last character of a text, so that it stays JSON as far as the parser sees.
            if (HasDamagedText && Array.IndexOf(bytes, (byte)'h') is var place and >= 0)
                bytes[place] = 0xFF;
            return bytes;
        }
    }
}
