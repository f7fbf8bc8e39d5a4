namespace StreamPS;

/// <summary>Why the model stopped writing, in one set for all services.</summary>
public enum ChatFinishReason
{
    /// <summary>A reason this version doesn't know; the service's own word stands beside it.</summary>
    Unknown,

    /// <summary>The reply reached its natural end or a stop sequence.</summary>
    Stop,

    /// <summary>The token limit was reached: the reply is cut.</summary>
    Length,

    /// <summary>The model asks for tools to be called.</summary>
    ToolCalls,

    /// <summary>The service's filter held the rest back.</summary>
    ContentFilter,
}
