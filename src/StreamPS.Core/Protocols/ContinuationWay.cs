namespace StreamPS.Protocols;

/// <summary>How a service is asked to go on with a reply that was cut.</summary>
internal enum ContinuationWay
{
    /// <summary>It isn't: the request is one from the beginning.</summary>
    None,

    /// <summary>The text so far is a message of the assistant, and the user asks for the rest. Any service understands that.</summary>
    Turn,

    /// <summary>The conversation ends with the text so far, which the model goes on with.</summary>
    Prefill,

    /// <summary>The same, with the last message marked as <c>partial</c>: Moonshot and DashScope.</summary>
    Partial,

    /// <summary>The same, with the last message marked as <c>prefix</c>: DeepSeek and Mistral.</summary>
    Prefix,

    /// <summary>The same, with fields that keep the template from closing the last message: vLLM.</summary>
    FinalMessage,
}
