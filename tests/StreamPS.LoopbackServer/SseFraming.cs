using System;

namespace StreamPS.LoopbackServer;

/// <summary>A lawful way to write an event other than <c>data: …</c> with line feeds.</summary>
/// <param name="NewLine">What ends a line: LF, CRLF or CR.</param>
/// <param name="SpaceAfterColon">Whether a field's colon is followed by a space.</param>
public sealed record SseFraming(string NewLine, bool SpaceAfterColon)
{
    /// <summary>Lines end with CR LF.</summary>
    public static SseFraming Crlf { get; } = new("\r\n", SpaceAfterColon: true);

    /// <summary>Lines end with CR.</summary>
    public static SseFraming Cr { get; } = new("\r", SpaceAfterColon: true);

    /// <summary><c>data:{…}</c>, as DashScope sends it.</summary>
    public static SseFraming NoSpace { get; } = new("\n", SpaceAfterColon: false);

    /// <summary>Rewrites an event that has the usual framing.</summary>
    public string Apply(string frame)
    {
        string[] lines = frame.Split('\n');
        if (!SpaceAfterColon)
        {
            for (int i = 0; i < lines.Length; i++)
                lines[i] = DropSpaceAfterColon(lines[i]);
        }

        return string.Join(NewLine, lines);
    }

    private static string DropSpaceAfterColon(string line)
    {
        int colon = line.IndexOf(':', StringComparison.Ordinal);
        return colon >= 0 && colon + 1 < line.Length && line[colon + 1] == ' ' ? line.Remove(colon + 1, 1) : line;
    }
}
