namespace StreamPS.Tools;

/// <summary>What is done when the model calls tools.</summary>
public enum ChatToolMode
{
    /// <summary>Nothing: the calls are on the completion.</summary>
    Manual,

    /// <summary>Each call is run if the person at the prompt says yes, and the reply goes on.</summary>
    Confirm,

    /// <summary>The calls are run, and the reply goes on.</summary>
    Auto,
}
