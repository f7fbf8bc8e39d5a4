namespace StreamPS;

/// <summary>How a check of a provider went.</summary>
public enum ChatCheckStatus
{
    /// <summary>As it should be.</summary>
    Passed,

    /// <summary>It works, but not as well as it could.</summary>
    Warning,

    /// <summary>It doesn't work.</summary>
    Failed,

    /// <summary>It doesn't apply, or couldn't be checked since something before it failed.</summary>
    Skipped,
}
