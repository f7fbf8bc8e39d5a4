using System;
using System.Text.Json;
using StreamPS.Protocols;
using StreamPS.Relay.Http;

namespace StreamPS.Relay;

/// <summary>Writes JSON as the events of a stream.</summary>
internal sealed class JsonFrames : IDisposable
{
    private readonly Utf8JsonWriter _writer = new(new ByteBuffer(), RequestBodyWriter.JsonOptions);

    /// <summary>Begins an event.</summary>
    /// <returns>The writer for its JSON.</returns>
    public Utf8JsonWriter Begin(ByteBuffer output)
    {
        output.Append("data: "u8);
        _writer.Reset(output);
        return _writer;
    }

    /// <summary>Ends an event.</summary>
    public void End(ByteBuffer output)
    {
        _writer.Flush();
        output.Append("\n\n"u8);
    }

    public void Dispose() => _writer.Dispose();
}
