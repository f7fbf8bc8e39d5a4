using System.Text.Json;
using StreamPS.Relay.Http;

namespace StreamPS.Relay;

/// <summary>The frames of <c>POST /chat</c>: <c>{"content"}</c>, and in the end <c>{"done","tokens"}</c> or <c>{"error"}</c>.</summary>
internal sealed class ChatFrameFormat : ReplyFormat
{
    private readonly TextCarry _carry = new();
    private readonly JsonFrames _frames = new();

    /// <inheritdoc/>
    public override string Heartbeat => ": waiting\n\n";

    /// <inheritdoc/>
    public override void Write(ChatDelta delta, ByteBuffer output)
    {
        if ((delta.Content ?? delta.Refusal) is not { } text || delta.Index != 0)
            return;

        text = _carry.Join(text);
        if (text.Length == 0)
            return;

        var frame = Begin(output);
        frame.WriteString("content", text);
        End(frame, output);
    }

    /// <inheritdoc/>
    public override void WriteEnd(ChatCompletion reply, ByteBuffer output)
    {
        var frame = Begin(output);
        frame.WriteBoolean("done", true);
        if (reply.Usage is { } usage)
            frame.WriteNumber("tokens", usage.CompletionTokens);
        else
            frame.WriteNull("tokens");
        End(frame, output);
    }

    /// <inheritdoc/>
    public override bool WriteFailure(RelayFailure failure, ByteBuffer output)
    {
        var frame = Begin(output);
        frame.WriteString("error", failure.Message);
        End(frame, output);
        return true;
    }

    /// <inheritdoc/>
    public override void Dispose() => _frames.Dispose();

    private Utf8JsonWriter Begin(ByteBuffer output)
    {
        var frame = _frames.Begin(output);
        frame.WriteStartObject();
        return frame;
    }

    private void End(Utf8JsonWriter frame, ByteBuffer output)
    {
        frame.WriteEndObject();
        _frames.End(output);
    }
}
