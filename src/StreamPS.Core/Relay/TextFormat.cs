using StreamPS.Relay.Http;

namespace StreamPS.Relay;

/// <summary>The text alone, as <c>POST /stream-chat</c> has it. There is no place for an error in it.</summary>
internal sealed class TextFormat : ReplyFormat
{
    private readonly TextCarry _carry = new();

    /// <inheritdoc/>
    public override void Write(ChatDelta delta, ByteBuffer output)
    {
        if ((delta.Content ?? delta.Refusal) is { } text && delta.Index == 0)
            output.Append(_carry.Join(text));
    }

    /// <inheritdoc/>
    public override void WriteEnd(ChatCompletion reply, ByteBuffer output)
    {
        // The end of the body says it.
    }

    /// <inheritdoc/>
    public override bool WriteFailure(RelayFailure failure, ByteBuffer output) => false;

    /// <inheritdoc/>
    public override void Dispose()
    {
        // It holds nothing.
    }
}
