using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using StreamPS.Tests.Protocols;
using StreamPS.Tests.Support;

namespace StreamPS.Tests.Faults;

/// <summary>What the fuzz tests begin with in each format, and what a stream must have in it to be complete.</summary>
internal static class MutatedStreams
{
    private static readonly Dictionary<string, string[]> Streams = new()
    {
        ["OpenAIChat"] = [Samples.Moonshot, Samples.OpenAI, Samples.ToolCall],
        ["OpenAIChat, cumulative"] = [Samples.DashScope],
        ["OpenAIResponses"] = [ResponsesSamples.Stream(ResponsesSamples.Everything)],
        ["Anthropic"] = [AnthropicSamples.Text, AnthropicSamples.Everything],
        ["DashScope"] = [DashScopeSamples.Incremental],
        ["DashScope, cumulative"] = [DashScopeSamples.Cumulative],
        ["Gemini"] = [GeminiSamples.Stream(GeminiSamples.Everything)],
        ["Ollama"] = [OllamaSamples.Stream],
    };

    private static readonly Dictionary<string, Regex> EndMarkers = new()
    {
        ["OpenAIChat"] = new(@"\[DONE\]"),
        ["OpenAIResponses"] = new(@"response\.(completed|incomplete)"),
        ["Anthropic"] = new(@"message_stop|""type""\s*:\s*""message"""),
        ["DashScope"] = new(@"""finish_reason""\s*:\s*""(?!null"")"),
        ["Gemini"] = new("finishReason|blockReason"),
        ["Ollama"] = new(@"""done""\s*:\s*true"),
    };

    /// <summary>A mutator for a format.</summary>
    public static StreamMutator Create(FormatScript script)
    {
        var seeds = FormatScripts.All.Values.ToLookup(other => other.Name == script.Name, CreateSeeds);
        return new StreamMutator([.. seeds[true].SelectMany(own => own)], [.. seeds[false].SelectMany(others => others)]);
    }

    /// <summary>Whether a stream has anything in it that can be its end: the format's end marker, or the beginning of a document that is a whole reply.</summary>
    public static bool MayBeComplete(FormatScript script, byte[] stream)
    {
        string text = Encoding.Latin1.GetString(stream);
        bool isDocument = !script.IsLines && text.TrimStart('\u00EF', '\u00BB', '\u00BF', ' ', '\t', '\r', '\n') is ['{' or '[', ..];
        return isDocument || EndMarkers[script.Name.Split(',')[0]].IsMatch(text);
    }

    private static List<MutationSeed> CreateSeeds(FormatScript script) =>
        [.. Streams[script.Name].Append(Encoding.UTF8.GetString(FormatScript.Bytes(script.Frames))).Select(stream => new MutationSeed(stream, script.IsLines))];
}
