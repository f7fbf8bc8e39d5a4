namespace StreamPS.Tests.Faults;

/// <summary>How far a reply has come when so many of its bytes have arrived.</summary>
/// <param name="Text">The text of the frames that are whole.</param>
/// <param name="HasBegun">Whether anything of a reply has come, be it without text.</param>
/// <param name="IsFinished">Whether the finish reason has come.</param>
/// <param name="IsComplete">Whether the end marker has come.</param>
internal sealed record ReplyProgress(string Text, bool HasBegun, bool IsFinished, bool IsComplete);
