using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using StreamPS.Protocols;
using StreamPS.Streaming;
using StreamPS.Transport;

namespace StreamPS.Tests.Support;

/// <summary>What the OpenAI decoder makes of a stream.</summary>
internal sealed class Decoding
{
    private readonly OpenAIChatDecoder _decoder = new();
    private readonly DecodedStream _output = new();
    private readonly CompletionBuilder _builder = new();
    private readonly List<ChatDelta> _deltas = [];

    public IReadOnlyList<ChatDelta> Deltas => _deltas;

    /// <summary>The contents, with a bar between two deltas.</summary>
    public string Content => string.Join("|", _deltas.Where(delta => delta.Content is not null).Select(delta => delta.Content));

    public string? Id => _output.Id;

    public string? Model => _output.Model;

    public bool HasBegun => _output.HasBegun;

    public bool HasEnded => _output.HasEnded;

    public ServiceError? Error => _output.Error;

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

    /// <summary>Decodes an event stream.</summary>
    public static Decoding OfStream(string text) => OfStream(new MemoryStream(Encoding.UTF8.GetBytes(text)));

    public static Decoding OfStream(Stream stream)
    {
        var decoding = new Decoding();
        Sse.ForEach(stream, SseReader.DefaultMaxEventBytes, decoding.Add);
        return decoding;
    }

    /// <summary>Decodes the payloads of events.</summary>
    public static Decoding OfFrames(params IEnumerable<string> frames)
    {
        var decoding = new Decoding();
        foreach (string frame in frames)
            decoding.Add(frame);
        return decoding;
    }

    /// <summary>Decodes chunks with one choice each whose delta is given as JSON.</summary>
    public static Decoding OfDeltas(params IEnumerable<string> deltas) =>
        OfFrames(deltas.Select(delta => $$"""{"id":"c1","choices":[{"index":0,"delta":{{delta}},"finish_reason":null}]}"""));

    /// <summary>Decodes a body that is one document.</summary>
    public static Decoding OfDocument(string json)
    {
        var decoding = new Decoding();
        decoding._decoder.DecodeDocument(Encoding.UTF8.GetBytes(json), decoding._output);
        decoding.Take();
        return decoding;
    }

    public void Add(string frame) => Add(new StreamEvent(default, Encoding.UTF8.GetBytes(frame)));

    public void Add(byte[] frame) => Add(new StreamEvent(default, frame));

    // As the reader of replies does: nothing counts after the end or an error.
    public void Add(StreamEvent streamEvent)
    {
        if (HasEnded || Error is not null)
            return;

        _decoder.Decode(streamEvent, _output);
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
}
