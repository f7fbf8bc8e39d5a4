using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using StreamPS.Transport;

namespace StreamPS.Demo;

/// <summary>A response body whose frames become readable one after the other, each after its pause.</summary>
internal sealed class DemoStream : ReadOnlyStream
{
    private readonly IEnumerator<(TimeSpan Pause, byte[] Bytes)> _frames;
    private readonly TimeProvider _clock;
    private readonly Func<CancellationToken, Task>? _end;
    private byte[] _frame = [];
    private int _position;

    /// <param name="frames">The frames, each with the pause before it.</param>
    /// <param name="clock">The clock for the pauses.</param>
    /// <param name="end">What happens where the body would end; null lets it end.</param>
    public DemoStream(IEnumerable<(TimeSpan Pause, byte[] Bytes)> frames, TimeProvider clock, Func<CancellationToken, Task>? end)
    {
        _end = end;
        _frames = frames.GetEnumerator();
        _clock = clock;
    }

    public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_position == _frame.Length)
        {
            if (!_frames.MoveNext())
            {
                if (_end is not null)
                    await _end(cancellationToken).ConfigureAwait(false);
                return 0;
            }

            await Clock.DelayAsync(_clock, _frames.Current.Pause, cancellationToken).ConfigureAwait(false);
            _frame = _frames.Current.Bytes;
            _position = 0;
        }

        int length = Math.Min(count, _frame.Length - _position);
        Array.Copy(_frame, _position, buffer, offset, length);
        _position += length;
        return length;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _frames.Dispose();
        base.Dispose(disposing);
    }
}
