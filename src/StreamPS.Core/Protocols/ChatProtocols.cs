using System;

namespace StreamPS.Protocols;

/// <summary>The wire formats by their names.</summary>
internal static class ChatProtocols
{
    private static readonly OpenAIChatProtocol OpenAIChat = new();

    public static IChatProtocol Get(ChatProtocol protocol) => protocol switch
    {
        ChatProtocol.OpenAIChat => OpenAIChat,
        _ => throw new ArgumentOutOfRangeException(nameof(protocol), protocol, "There is no such wire format."),
    };
}
