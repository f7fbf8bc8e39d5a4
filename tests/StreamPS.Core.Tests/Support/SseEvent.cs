namespace StreamPS.Tests.Support;

/// <summary>An event that outlives its reader.</summary>
/// <param name="Type">The event's name; empty when the stream gives none.</param>
/// <param name="Data">The payload.</param>
/// <param name="IsTerminated">False for what was left at the end of the stream.</param>
internal sealed record SseEvent(string Type, string Data, bool IsTerminated = true)
{
    public SseEvent(string data)
        : this("", data)
    {
    }
}
