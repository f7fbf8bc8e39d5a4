using System;
using StreamPS.Protocols;
using Xunit;

namespace StreamPS.Tests.Protocols;

/// <summary>Most frames are decoded without a parser. On random streams that must not show: a decoder that parses each frame finds the same.</summary>
public sealed class FormatTemplateTests
{
    private static readonly string[] Texts = ["\"a\"", "\" the\"", "\"\"", "\"你好\"", "\"🎉\"", "\"\\n\"", "\"say \\\"hi\\\"\"", "\"\\ud83c\\udf89\"", "\"}]}\"", "null", "7", "\"x\",\"text\":\"y\"", "\"x\",\"content\":\"y\""];

    [Fact]
    public void Anthropic_frames_decode_the_same_with_and_without_memory()
    {
        string[] types = ["text_delta", "text_delta", "text_delta", "thinking_delta", "signature_delta", "new_delta"];
        string[] names = ["text", "text", "text", "thinking"];
        string[] others = ["", "", ",\"thinking\":\"t\"", ",\"thinking\":\"\"", ",\"text\":\"b\"", ",\"type\":\"thinking_delta\"", ",\"citation\":{\"text\":\"c\"}"];
        string[] ends = ["", "", ",\"usage\":{\"output_tokens\":3}", ",\"type\":\"ping\"", ",\"error\":null", ",\"content_block\":{\"type\":\"text\",\"text\":\"d\"}"];
        Compare(() => new AnthropicDecoder(), (random, shape) =>
            $$"""{"type":"content_block_delta","index":{{shape % 2}},"delta":{"type":"{{types[shape % types.Length]}}","{{names[shape % names.Length]}}":{{Pick(Texts, random)}}{{others[shape % others.Length]}}}{{ends[shape / 7 % ends.Length]}}}""");
    }

    [Fact]
    public void DashScope_frames_decode_the_same_with_and_without_memory()
    {
        string[] names = ["content", "content", "content", "reasoning_content"];
        string[] others = ["", "", ",\"reasoning_content\":\"\"", ",\"reasoning_content\":\"r\"", ",\"tool_calls\":[]", ",\"content\":\"\""];
        string[] starts = ["", "", "\"index\":0,", "\"index\":1,"];
        string[] ends = ["", "", ",\"code\":\"\"", ",\"usage\":{\"output_tokens\":5}", ",\"output\":{\"text\":\"t\"}", ",\"request_id\":\"s\""];
        string[] counts = ["1", "23", "999", "0", "\"7\"", "1.5", "-1", "07x", "null"];
        Compare(() => new DashScopeDecoder(choiceCount: 9), (random, shape) =>
        {
            string count = Pick(counts, random) is "07x" ? "1" : Pick(counts[..7], random);
            return $$$"""{"output":{"choices":[{{{{starts[shape % starts.Length]}}}"message":{"{{{names[shape % names.Length]}}}":{{{Pick(Texts, random)}}},"role":"assistant"{{{others[shape % others.Length]}}}},"finish_reason":"null"}]},"usage":{"output_tokens":{{{random.Next(1000)}}},"d":{"cached_tokens":{{{count}}}}},"request_id":"xxx"{{{ends[shape / 5 % ends.Length]}}}}""";
        });
    }

    private static void Compare(Func<ChatDecoder> create, Func<Random, int, string> generate)
    {
        int frames = 0;
        for (int seed = 0; seed < 3_000; seed++)
        {
            var random = new Random(seed);
            int shape = random.Next(1000);
            var remembering = new FormatDecoding(create());
            var parsing = new FormatDecoding(create());

            // Settles that it's increments.
            foreach (string frame in new[] { DashScopeSamples.Frame("0", extra: ",\"reasoning_content\":\"0\""), DashScopeSamples.Frame("1", extra: ",\"reasoning_content\":\"1\"") })
            {
                remembering.AddFrames(frame);
                parsing.AddFrames(frame);
            }

            for (int i = random.Next(2, 12); i > 0; i--)
            {
                if (random.Next(4) == 0)
                    shape = random.Next(1000);
                string frame = generate(random, shape);
                remembering.AddFrames(frame);
                // White space at the end is like no frame before, so it's parsed.
                parsing.AddFrames(frame + new string(' ', i));
                Assert.True(remembering.Description == parsing.Description, $"Seed {seed}: {frame}\n{remembering.Description}\n\n{parsing.Description}");
                frames++;
            }
        }

        Assert.True(frames > 10_000);
    }

    private static string Pick(string[] texts, Random random) => texts[random.Next(texts.Length)];
}
