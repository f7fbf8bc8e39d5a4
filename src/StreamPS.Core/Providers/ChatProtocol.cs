namespace StreamPS;

/// <summary>The wire formats.</summary>
public enum ChatProtocol
{
    /// <summary>OpenAI's chat completions, which most services speak.</summary>
    OpenAIChat,
}
