using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using StreamPS.Tools;

namespace StreamPS.Demo;

/// <summary>The Demo service's answer: always the same words, around the beginning of the prompt, cut into deltas as a model's tokens would be.</summary>
internal sealed class DemoReply
{
    /// <summary>The time until the first frame.</summary>
    public static readonly TimeSpan ThinkingTime = TimeSpan.FromMilliseconds(150);

    private const int LongestEcho = 60;
    private static readonly TimeSpan ShortPause = TimeSpan.FromMilliseconds(12);
    private static readonly TimeSpan SentencePause = TimeSpan.FromMilliseconds(60);

    private static readonly JsonWriterOptions PlainText = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly DemoQuestion _question;
    private readonly string[] _tokens;

    public DemoReply(DemoQuestion question)
    {
        _question = question;
        string text = question.Tool is { } tool ? MakeUp(tool.Parameters) : GetText(question);
        if (question.Beginning is { } beginning && text.StartsWith(beginning, StringComparison.Ordinal))
            text = text.Substring(beginning.Length);
        _tokens = Regex.Matches(text, @"\s*\S{1,6}").Cast<Match>().Select(match => match.Value).ToArray();
    }

    /// <summary>The frames, each with the pause before it.</summary>
    public IEnumerable<(TimeSpan Pause, byte[] Bytes)> GetFrames()
    {
        for (int index = 0; index < _question.Count; index++)
            yield return (TimeSpan.Zero, Frame(Choice(index, delta => delta.WriteString("role", "assistant"))));

        int length = Math.Min(_tokens.Length, _question.MaxTokens);
        for (int position = 0; position < length; position++)
        {
            string token = _tokens[position];
            bool isFirst = position == 0;
            for (int index = 0; index < _question.Count; index++)
                yield return (index == 0 ? PauseBefore(position) : TimeSpan.Zero, Frame(Choice(index, delta => WriteToken(delta, token, isFirst))));
        }

        string reason = length < _tokens.Length ? "length" : _question.Tool is null ? "stop" : "tool_calls";
        for (int index = 0; index < _question.Count; index++)
            yield return (TimeSpan.Zero, Frame(Choice(index, delta => { }, reason)));
        if (_question.IncludeUsage)
            yield return (TimeSpan.Zero, Frame(writer => WriteUsage(writer, length * _question.Count)));
        yield return (TimeSpan.Zero, Encoding.UTF8.GetBytes("data: [DONE]\n\n"));
    }

    // The last word of the question stands for what it's about.
    private string MakeUp(JsonElement schema)
    {
        using var sample = new System.IO.MemoryStream();
        using (var writer = new Utf8JsonWriter(sample, PlainText))
            SampleJson.Write(writer, schema, Regex.Match(_question.Prompt, @"\w+(?=\W*$)").Value);
        return Encoding.UTF8.GetString(sample.ToArray());
    }

    private string GetText(DemoQuestion question)
    {
        if (question.AnswerSchema is { } schema)
            return MakeUp(schema);
        if (question.ToolResult is { } result)
            return $"The tool says: {result}";

        string echo = Regex.Replace(question.Prompt, @"\s+", " ").Trim();
        if (echo.Length > LongestEcho)
            echo = echo.Substring(0, LongestEcho).TrimEnd() + "…";
        return $"You asked: \"{echo}\". This is the Demo provider of StreamPS: no key, no network, no model. "
            + "Each piece of this text is a delta that came through the same reader as a real service's. "
            + "Name another provider to get real answers.";
    }

    private void WriteToken(Utf8JsonWriter delta, string token, bool isFirst)
    {
        if (_question.Tool is null)
        {
            delta.WriteString("content", token);
            return;
        }

        delta.WriteStartArray("tool_calls");
        delta.WriteStartObject();
        delta.WriteNumber("index", 0);
        if (isFirst)
            delta.WriteString("id", "call_demo");
        delta.WriteStartObject("function");
        if (isFirst)
            delta.WriteString("name", _question.Tool.Name);
        delta.WriteString("arguments", token);
        delta.WriteEndObject();
        delta.WriteEndObject();
        delta.WriteEndArray();
    }

    private TimeSpan PauseBefore(int position)
    {
        if (position == 0)
            return TimeSpan.Zero;

        string previous = _tokens[position - 1];
        return previous[previous.Length - 1] is '.' or ':' ? SentencePause : ShortPause;
    }

    private byte[] Frame(Action<Utf8JsonWriter> writeRest)
    {
        using var frame = new System.IO.MemoryStream();
        frame.Write(Encoding.UTF8.GetBytes("data: "), 0, 6);
        using (var writer = new Utf8JsonWriter(frame, PlainText))
        {
            writer.WriteStartObject();
            writer.WriteString("id", "demo-1");
            writer.WriteString("object", "chat.completion.chunk");
            writer.WriteString("model", _question.Model);
            writeRest(writer);
            writer.WriteEndObject();
        }

        frame.Write(Encoding.UTF8.GetBytes("\n\n"), 0, 2);
        return frame.ToArray();
    }

    private static Action<Utf8JsonWriter> Choice(int index, Action<Utf8JsonWriter> writeDelta, string? finishReason = null) => writer =>
    {
        writer.WriteStartArray("choices");
        writer.WriteStartObject();
        writer.WriteNumber("index", index);
        writer.WriteStartObject("delta");
        writeDelta(writer);
        writer.WriteEndObject();
        writer.WriteString("finish_reason", finishReason);
        writer.WriteEndObject();
        writer.WriteEndArray();
    };

    private void WriteUsage(Utf8JsonWriter writer, int completionTokens)
    {
        writer.WriteStartArray("choices");
        writer.WriteEndArray();
        writer.WriteStartObject("usage");
        writer.WriteNumber("prompt_tokens", _question.WordCount);
        writer.WriteNumber("completion_tokens", completionTokens);
        writer.WriteNumber("total_tokens", _question.WordCount + completionTokens);
        writer.WriteEndObject();
    }
}
