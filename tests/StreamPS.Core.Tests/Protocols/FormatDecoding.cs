using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using StreamPS.Protocols;
using StreamPS.Streaming;
using StreamPS.Transport;

namespace StreamPS.Tests.Protocols;

/// <summary>What a wire format's decoder makes of a stream.</summary>
internal sealed class FormatDecoding(ChatDecoder decoder)
{
    private readonly DecodedStream _output = new();
    private readonly CompletionBuilder _builder = new();
    private readonly List<ChatDelta> _deltas = [];

    public IReadOnlyList<ChatDelta> Deltas => _deltas;

    /// <summary>The contents, with a bar between two deltas.</summary>
    public string Content => Join(delta => delta.Content);

    /// <summary>The reasoning, with a bar between two deltas.</summary>
    public string Reasoning => Join(delta => delta.Reasoning);

    public string Text => string.Concat(_deltas.Select(delta => delta.Content));

    public string? Id => _output.Id;

    public string? Model => _output.Model;

    public bool HasBegun => _output.HasBegun;

    public bool HasEnded => _output.HasEnded;

    public ServiceError? Error => _output.Error;

    /// <summary>The kind of the error that came in a stream whose status was 200.</summary>
    public ChatErrorKind ErrorKind => ServiceErrorKinds.Of(System.Net.HttpStatusCode.OK, Error!);

    /// <summary>The completion of what was decoded.</summary>
    public ChatCompletion Completion
    {
        get
        {
            var client = new ChatClient(ChatProvider.FromBaseUri(new Uri("http://127.0.0.1")));
            var exchange = new ChatExchange(client, new ChatRequest("prompt"));
            return _builder.Build(exchange, _output, exchange.CreateRecovery(), ChatCompletionStatus.Complete, error: null, TimeSpan.FromSeconds(2));
        }
    }

    /// <summary>Everything that was decoded, in a form that can be compared.</summary>
    public string Description => string.Join("\n", _deltas.Select(Describe).Append($"{Id} {Model} {HasEnded} {Error?.Message}"));

    /// <summary>Decodes an event stream whose bytes arrive in pieces of one length.</summary>
    public FormatDecoding AddStream(string text, int pieceLength = int.MaxValue) => AddStream(new PiecewiseStream(Encoding.UTF8.GetBytes(text), pieceLength, pieceLength));

    /// <summary>Decodes an event stream whose bytes arrive in two pieces.</summary>
    public FormatDecoding AddSplitStream(byte[] bytes, int split) => AddStream(new PiecewiseStream(bytes, split, int.MaxValue));

    /// <summary>Decodes the payloads of events.</summary>
    public FormatDecoding AddFrames(params IEnumerable<string> frames)
    {
        foreach (string frame in frames)
            Add(Encoding.UTF8.GetBytes(frame));
        return this;
    }

    /// <summary>Decodes a body that is one document.</summary>
    public FormatDecoding AddDocument(string json)
    {
        decoder.DecodeDocument(Encoding.UTF8.GetBytes(json), _output);
        Take();
        return this;
    }

    public void Add(byte[] frame, string type = "") => Add(new StreamEvent(Encoding.UTF8.GetBytes(type), frame));

    public static string Describe(ChatDelta delta) =>
        $"{delta.Index} {delta.Role} content={delta.Content} reasoning={delta.Reasoning} {delta.ReasoningSignature} refusal={delta.Refusal} call={delta.ToolCall?.Index} {delta.ToolCall?.Id} {delta.ToolCall?.Name} {delta.ToolCall} {delta.ToolCall?.Signature} finish={delta.FinishReason} {delta.FinishReasonText} usage={delta.Usage}";

    private FormatDecoding AddStream(Stream stream)
    {
        using var reader = new SseReader(stream);
        do
        {
            while (reader.TryRead(out var streamEvent))
                Add(streamEvent);
        }
        while (reader.FillAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult());

        if (reader.TryReadRemainder(out var remainder))
            Add(remainder);
        return this;
    }

    // As the reader of replies does: nothing counts after the end or an error.
    private void Add(StreamEvent streamEvent)
    {
        if (HasEnded || Error is not null)
            return;

        decoder.Decode(streamEvent, _output);
        Take();
    }

    private void Take()
    {
        while (_output.TryTake(out var delta))
        {
            _deltas.Add(delta);
            _builder.Add(delta);
        }
    }

    private string Join(Func<ChatDelta, string?> select) => string.Join("|", _deltas.Select(select).Where(text => text is not null));

    /// <summary>Bytes that arrive in pieces.</summary>
    private sealed class PiecewiseStream(byte[] bytes, int first, int others) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, Position == 0 ? first : others)]);

        public override System.Threading.Tasks.ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

        public override System.Threading.Tasks.Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            System.Threading.Tasks.Task.FromResult(Read(buffer.AsSpan(offset, count)));
    }
}
