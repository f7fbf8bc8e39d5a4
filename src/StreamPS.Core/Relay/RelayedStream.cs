using System;
using System.Threading.Tasks;

namespace StreamPS.Relay;

/// <summary>A reply that counts among those on their way, until it has ended.</summary>
internal sealed class RelayedStream : IAsyncDisposable
{
    private readonly RelayFigures _figures;
    private bool _isSettled;

    public RelayedStream(ChatStream stream, RelayFigures figures)
    {
        Stream = stream;
        _figures = figures;
    }

    public ChatStream Stream { get; }

    /// <summary>
    /// Counts the reply as ended. That comes before its client is told, so that one that asks again at once finds its place free, and one that looks
    /// at the figures finds it there.
    /// </summary>
    public void Settle()
    {
        if (_isSettled)
            return;

        _isSettled = true;
        _figures.Close(Stream.Completion);
    }

    public async ValueTask DisposeAsync()
    {
        await Stream.DisposeAsync().ConfigureAwait(false);
        Settle();
    }
}
