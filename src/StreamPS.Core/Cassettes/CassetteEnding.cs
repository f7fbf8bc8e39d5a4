namespace StreamPS.Cassettes;

/// <summary>How an exchange ended. The names stand in the files.</summary>
internal enum CassetteEnding
{
    /// <summary>The body came to its end.</summary>
    Complete,

    /// <summary>The connection broke, or there was none.</summary>
    Broken,

    /// <summary>The client had enough, or had waited long enough.</summary>
    Closed,
}
