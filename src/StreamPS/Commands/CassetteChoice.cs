using System;
using System.Threading.Tasks;
using StreamPS.Binding;

namespace StreamPS.Commands;

/// <summary>The cassette of a command: the one it records to, the one that answers it, or none.</summary>
internal sealed class CassetteChoice : IDisposable
{
    // The engine closes what is left of an answer after a second.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    private bool _isReported;

    private CassetteChoice(CassetteRecorder? recorder, CassettePlayer? player)
    {
        Recorder = recorder;
        Player = player;
    }

    public CassetteRecorder? Recorder { get; }

    public CassettePlayer? Player { get; }

    /// <summary>Chooses. A cassette to replay is read and checked; one to record isn't touched yet.</summary>
    /// <exception cref="ChatException">The parameters contradict each other, a path leads nowhere, or the cassette can't be replayed.</exception>
    public static CassetteChoice Make(string? recordPath, string? replayPath, double? speed, CassetteMatch? match, FileLocator files)
    {
        if (recordPath is not null && replayPath is not null)
            throw Contradiction("-RecordPath and -ReplayPath exclude each other: what is replayed is recorded already.");
        if (replayPath is null && (speed is not null || match is not null))
            throw Contradiction($"-{(speed is null ? "ReplayMatch" : "ReplaySpeed")} says how a cassette is replayed, and needs -ReplayPath.");

        var recorder = recordPath is null ? null : new CassetteRecorder(files.Resolve(recordPath));
        var player = replayPath is null ? null : new CassettePlayer(Cassette.Load(files.Resolve(replayPath))) { Speed = speed ?? 1, Match = match ?? CassetteMatch.Request };
        return new CassetteChoice(recorder, player);
    }

    /// <summary>Waits until what was asked is on the cassette to its end.</summary>
    public void Complete()
    {
        if (Recorder is not null)
            Blocking.Wait(new ValueTask(Task.WhenAny(Recorder.CompleteAsync(), Task.Delay(LongestWait))));
    }

    /// <summary>Why the recording isn't whole; null when it is, or when that was told.</summary>
    public ChatException? TakeFailure()
    {
        if (_isReported || Recorder?.Failure is not { } failure)
            return null;

        _isReported = true;
        return failure;
    }

    public void Dispose() => Recorder?.Dispose();

    private static ChatInputException Contradiction(string message) => new(ChatErrorKind.InvalidRequest, message);
}
