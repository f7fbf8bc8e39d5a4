using System;

namespace StreamPS.Protocols;

/// <summary>The wire formats by their names.</summary>
internal static class ChatProtocols
{
    private static readonly OpenAIChatProtocol OpenAIChat = new();
    private static readonly OpenAIResponsesProtocol OpenAIResponses = new();
    private static readonly AnthropicProtocol Anthropic = new();
    private static readonly DashScopeProtocol DashScope = new();
    private static readonly GeminiProtocol Gemini = new();
    private static readonly OllamaProtocol Ollama = new();

    public static IChatProtocol Get(ChatProtocol protocol) => protocol switch
    {
        ChatProtocol.OpenAIChat => OpenAIChat,
        ChatProtocol.OpenAIResponses => OpenAIResponses,
        ChatProtocol.Anthropic => Anthropic,
        ChatProtocol.DashScope => DashScope,
        ChatProtocol.Gemini => Gemini,
        ChatProtocol.Ollama => Ollama,
        _ => throw new ArgumentOutOfRangeException(nameof(protocol), protocol, "There is no such wire format."),
    };
}
