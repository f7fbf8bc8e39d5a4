namespace StreamPS.Tests.Faults;

/// <summary>What comes of a fault.</summary>
/// <param name="Error">The id of the error; null when the reply is complete.</param>
/// <param name="Text">The text that the caller has in the end.</param>
/// <param name="Requests">How many requests the server saw.</param>
internal sealed record FaultOutcome(ChatErrorKind? Error, string Text, int Requests);
