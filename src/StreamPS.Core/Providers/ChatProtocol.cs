namespace StreamPS;

/// <summary>The wire formats.</summary>
public enum ChatProtocol
{
    /// <summary>OpenAI's chat completions, which most services speak.</summary>
    OpenAIChat,

    /// <summary>OpenAI's Responses.</summary>
    OpenAIResponses,

    /// <summary>Anthropic's Messages.</summary>
    Anthropic,

    /// <summary>DashScope's own text generation.</summary>
    DashScope,

    /// <summary>Gemini's streamGenerateContent.</summary>
    Gemini,

    /// <summary>Ollama's own chat.</summary>
    Ollama,
}
