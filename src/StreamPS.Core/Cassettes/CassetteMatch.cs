namespace StreamPS;

/// <summary>How a recorded answer is found for a request.</summary>
public enum CassetteMatch
{
    /// <summary>
    /// By the request: its method, its path and its body. Among equal ones the answers come in the order of their recording, and the last one as
    /// often as it's asked for.
    /// </summary>
    Request,

    /// <summary>By the order of the recording, whatever is asked. Each answer comes once.</summary>
    Order,
}
