namespace StreamPS;

/// <summary>
/// A piece of a model's reasoning that the service has signed. Some services want it back with the reply that it led to, as it was: without it
/// they refuse the results of that reply's tool calls.
/// </summary>
public sealed class SignedReasoning
{
    /// <summary>Makes a piece.</summary>
    /// <param name="text">The text, which may be empty: some services show their reasoning to nobody.</param>
    /// <param name="signature">What proves to the service that the text is its own.</param>
    public SignedReasoning(string text, string signature)
    {
        Text = text;
        Signature = signature;
    }

    /// <summary>The text, which may be empty.</summary>
    public string Text { get; }

    /// <summary>What proves to the service that the text is its own. It means nothing to anybody else.</summary>
    public string Signature { get; }

    /// <summary>The text.</summary>
    /// <returns><see cref="Text"/>.</returns>
    public override string ToString() => Text;
}
