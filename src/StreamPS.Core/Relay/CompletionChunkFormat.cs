using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using StreamPS.Relay.Http;

namespace StreamPS.Relay;

/// <summary>The chunks of an OpenAI-compatible stream.</summary>
internal sealed class CompletionChunkFormat : ReplyFormat
{
    private const int ContentField = 0;
    private const int ReasoningField = 1;
    private const int RefusalField = 2;
    private const int FirstCallField = 3;

    private readonly CompletionQuestion _question;
    private readonly long _created;
    private readonly string _id = CompletionJson.CreateId();
    private readonly TextCarry _carry = new();
    private readonly SortedDictionary<int, bool> _choices = [];
    private readonly JsonFrames _frames = new();
    private string? _model;

    /// <param name="question">What is answered.</param>
    /// <param name="created">The time, in seconds since 1970.</param>
    public CompletionChunkFormat(CompletionQuestion question, long created)
    {
        _question = question;
        _created = created;
    }

    /// <inheritdoc/>
    public override bool IsOpenAI => true;

    /// <inheritdoc/>
    public override string Heartbeat => ": waiting\n\n";

    /// <inheritdoc/>
    public override void Begin(ChatCompletion reply) => _model = reply.Model;

    /// <inheritdoc/>
    public override void Write(ChatDelta delta, ByteBuffer output)
    {
        string? finish = CompletionJson.FinishReason(delta.FinishReason, delta.FinishReasonText);
        bool isSomething = delta.Content is not null || delta.Reasoning is not null || delta.Refusal is not null || delta.ToolCall is not null || finish is not null;
        if (!isSomething)
            return;

        bool isFirst = !_choices.ContainsKey(delta.Index);
        var chunk = BeginChoice(output, delta.Index);
        if (isFirst)
            chunk.WriteString("role", "assistant");
        WriteText(chunk, "content", delta.Content, delta.Index, ContentField);
        WriteText(chunk, "reasoning_content", delta.Reasoning, delta.Index, ReasoningField);
        WriteText(chunk, "refusal", delta.Refusal, delta.Index, RefusalField);
        if (delta.ToolCall is { } call)
            WriteCall(chunk, call, delta.Index);
        EndChoice(chunk, output, finish);
        _choices[delta.Index] = finish is not null || (!isFirst && _choices[delta.Index]);
    }

    /// <inheritdoc/>
    public override void WriteEnd(ChatCompletion reply, ByteBuffer output)
    {
        _model ??= reply.Model;
        if (_choices.Count == 0)
            _choices[0] = false;
        foreach (var choice in _choices.Where(choice => !choice.Value))
            EndChoice(BeginChoice(output, choice.Key), output, CompletionJson.FinishReason(reply, _question.Request));

        if (_question.IncludesUsage && reply.Usage is { } usage)
        {
            var chunk = BeginChunk(output);
            chunk.WriteStartArray("choices");
            chunk.WriteEndArray();
            CompletionJson.WriteUsage(chunk, usage);
            EndChunk(chunk, output);
        }

        output.Append("data: [DONE]\n\n"u8);
    }

    /// <inheritdoc/>
    public override bool WriteFailure(RelayFailure failure, ByteBuffer output)
    {
        RelayJson.WriteError(_frames.Begin(output), isOpenAI: true, failure.Message, failure.Type, failure.Code);
        _frames.End(output);
        // Some clients know of no errors in a stream.
        return false;
    }

    /// <inheritdoc/>
    public override void Dispose() => _frames.Dispose();

    private void WriteText(Utf8JsonWriter chunk, string name, string? text, int choice, int field)
    {
        if (text is not null)
            chunk.WriteString(name, _carry.Join(text, choice, field));
    }

    private void WriteCall(Utf8JsonWriter chunk, ToolCallDelta call, int choice)
    {
        chunk.WriteStartArray("tool_calls");
        chunk.WriteStartObject();
        chunk.WriteNumber("index", call.Index);
        if (call.Id is not null)
            chunk.WriteString("id", call.Id);
        if (call.Name is not null)
            chunk.WriteString("type", "function");
        chunk.WriteStartObject("function");
        if (call.Name is not null)
            chunk.WriteString("name", call.Name);
        chunk.WriteString("arguments", _carry.Join(call.Arguments, choice, FirstCallField + call.Index));
        chunk.WriteEndObject();
        CompletionJson.WriteSignature(chunk, call.Signature);
        chunk.WriteEndObject();
        chunk.WriteEndArray();
    }

    private Utf8JsonWriter BeginChoice(ByteBuffer output, int index)
    {
        var chunk = BeginChunk(output);
        chunk.WriteStartArray("choices");
        chunk.WriteStartObject();
        chunk.WriteNumber("index", index);
        chunk.WriteStartObject("delta");
        return chunk;
    }

    private void EndChoice(Utf8JsonWriter chunk, ByteBuffer output, string? finishReason)
    {
        chunk.WriteEndObject();
        chunk.WriteString("finish_reason", finishReason);
        chunk.WriteEndObject();
        chunk.WriteEndArray();
        if (_question.IncludesUsage)
            chunk.WriteNull("usage");
        EndChunk(chunk, output);
    }

    private Utf8JsonWriter BeginChunk(ByteBuffer output)
    {
        var chunk = _frames.Begin(output);
        chunk.WriteStartObject();
        chunk.WriteString("id", _id);
        chunk.WriteString("object", "chat.completion.chunk");
        chunk.WriteNumber("created", _created);
        chunk.WriteString("model", _model ?? "");
        return chunk;
    }

    private void EndChunk(Utf8JsonWriter chunk, ByteBuffer output)
    {
        chunk.WriteEndObject();
        _frames.End(output);
    }
}
