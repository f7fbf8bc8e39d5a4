using System;
using System.Text;
using StreamPS.Transport;

namespace StreamPS.Protocols;

/// <summary>Turns the lines of Ollama's chat into deltas. The stream ends with the line that says <c>"done":true</c>.</summary>
internal sealed class OllamaDecoder : ChatDecoder
{
    private readonly OllamaFrame _frame = new();
    private readonly FramePattern _pattern = new();
    private bool _patternIsThinking;
    private bool _roleTaken;
    private int _callCount;

    public override void Decode(StreamEvent streamEvent, DecodedStream output)
    {
        var line = streamEvent.Data;
        if (_pattern.TryMatch(line, out var text))
            AddPatternText(text, output);
        else
            DecodeLine(line, output);
    }

    public override void DecodeDocument(ReadOnlySpan<byte> body, DecodedStream output) => DecodeLine(body, output);

    private void AddPatternText(ReadOnlySpan<byte> text, DecodedStream output)
    {
        if (text.IsEmpty)
            return;

        string decoded = Encoding.UTF8.GetString(text);
        output.Add(_patternIsThinking ? new ChatDelta { Reasoning = decoded } : new ChatDelta { Content = decoded });
    }

    private void DecodeLine(ReadOnlySpan<byte> line, DecodedStream output)
    {
        int position = JsonSpace.Skip(line, 0);
        while (position < line.Length && output.Error is null && !output.HasEnded)
        {
            var document = line.Slice(position);
            int length = OllamaFrameReader.Read(document, _frame);
            AddFrame(output);
            if (_frame.HasError)
                output.Error = ServiceErrorReader.Read(document.Slice(0, length));
            else if (position == 0 && length == line.Length)
                RememberPattern(line);
            position = JsonSpace.Skip(line, position + length);
        }
    }

    private void AddFrame(DecodedStream output)
    {
        output.HasBegun |= _frame.IsReply;
        output.Model = _frame.Model;
        string? content = NullIfEmpty(_frame.Content);
        string? thinking = NullIfEmpty(_frame.Thinking);
        if (content is not null || thinking is not null)
            output.Add(new ChatDelta { Role = TakeRole(), Content = content, Reasoning = thinking });
        foreach (var call in _frame.Calls)
            output.Add(new ChatDelta { Role = TakeRole(), ToolCall = Begin(call) });
        if (_frame.IsDone && !_frame.HasError)
            End(output);
    }

    private void End(DecodedStream output)
    {
        output.HasEnded = true;
        output.Add(new ChatDelta
        {
            Role = TakeRole(),
            FinishReason = ReadFinishReason(_frame.DoneReason),
            FinishReasonText = _frame.DoneReason,
            Usage = _frame.PromptCount is null && _frame.ReplyCount is null ? null : new ChatUsage(_frame.PromptCount ?? 0, _frame.ReplyCount ?? 0),
        });
    }

    // A model that calls functions stops in order to have them called.
    private ChatFinishReason ReadFinishReason(string? reason) => reason switch
    {
        "stop" => _callCount > 0 ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop,
        "length" => ChatFinishReason.Length,
        _ => ChatFinishReason.Unknown,
    };

    private ToolCallDelta Begin(OllamaCall call)
    {
        int position = _callCount++;
        return new ToolCallDelta(position, NullIfEmpty(call.Id) ?? $"call_{position}", call.Name, call.Arguments ?? "{}");
    }

    private void RememberPattern(ReadOnlySpan<byte> line)
    {
        bool hasContent = !string.IsNullOrEmpty(_frame.Content);
        bool hasThinking = !string.IsNullOrEmpty(_frame.Thinking);
        bool isTextAlone = hasContent != hasThinking && _frame.Calls.Count == 0 && !_frame.IsDone;
        if (isTextAlone && _pattern.Remember(line, _frame.Holes))
            _patternIsThinking = hasThinking;
    }

    private ChatRole? TakeRole()
    {
        if (_roleTaken)
            return null;

        _roleTaken = true;
        return OpenAINames.ReadRole(_frame.Role);
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
