using System.Globalization;
using System.Text;

namespace StreamPS.Benchmarks;

/// <summary>How the frames of a stream differ from each other.</summary>
public enum Frames
{
    /// <summary>By their text alone, as most services send them.</summary>
    TextDiffers,

    /// <summary>By their text and by padding behind it, as OpenAI obfuscates its streams: no frame is like the one before.</summary>
    PaddingDiffers,
}

/// <summary>Whole replies as bytes, the same in each run.</summary>
internal static class SampleStreams
{
    /// <summary>The texts of the deltas, in turn.</summary>
    internal static readonly string[] Words =
        [" the", " a", " stream", " of", " events", ",", " each", " with", " its", " own", " data", ".", " Servers", " send", " them", " as", " they", "'re", " written"];

    /// <summary>A reply of as many deltas as given.</summary>
    public static byte[] Create(int count, Frames frames)
    {
        var stream = new StringBuilder(Frame("""{"role":"assistant","content":""}""", "null"));
        for (int i = 0; i < count; i++)
        {
            string delta = $$"""{"content":"{{Words[i % Words.Length]}}"}""";
            stream.Append(Frame(delta, "null", frames == Frames.PaddingDiffers ? Padding(i) : ""));
        }

        return Encoding.UTF8.GetBytes(stream.Append(Frame("{}", "\"stop\"")).Append("data: [DONE]\n\n").ToString());
    }

    private static string Frame(string delta, string finishReason, string padding = "") =>
        $$"""data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1698999575,"model":"test-model","choices":[{"index":0,"delta":{{delta}},"finish_reason":{{finishReason}}}]{{padding}}}""" + "\n\n";

    // Numbers that look random and are the same each time: the padding's text and its length change from frame to frame.
    private static string Padding(int number)
    {
        string text = unchecked((uint)number * 2654435761u).ToString("x8", CultureInfo.InvariantCulture)[..(3 + (number % 6))];
        return $",\"obfuscation\":\"{text}\"";
    }
}
