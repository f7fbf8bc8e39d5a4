namespace StreamPS.Benchmarks.Engine;

/// <summary>What one stream cost.</summary>
/// <param name="Deltas">The deltas it had.</param>
/// <param name="Milliseconds">From the sending of the request to the end of the reply.</param>
/// <param name="AllocatedBytes">What was allocated meanwhile, on all threads.</param>
/// <param name="DeltaBytes">What one delta has to cost: the object and its string.</param>
internal sealed record EngineRound(int Deltas, double Milliseconds, long AllocatedBytes, int DeltaBytes);
