namespace StreamPS.Tests.Faults;

/// <summary>One frame of a reply.</summary>
/// <param name="Wire">What is sent, with everything that frames it.</param>
/// <param name="Text">The text that it adds.</param>
/// <param name="IsFinish">Whether it has the finish reason.</param>
/// <param name="IsEnd">Whether it is the end marker.</param>
internal sealed record ScriptFrame(string Wire, string Text = "", bool IsFinish = false, bool IsEnd = false);
