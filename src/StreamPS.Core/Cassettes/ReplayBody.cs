using System;
using System.Threading;
using System.Threading.Tasks;
using StreamPS.Transport;

namespace StreamPS.Cassettes;

/// <summary>A recorded body: its pieces become readable one after the other, each at its time.</summary>
internal sealed class ReplayBody : ReadOnlyStream
{
    private readonly ReplayedAnswer _answer;
    private readonly ReplayTime _time;
    private byte[] _piece = [];
    private int _position;
    private int _next;

    public ReplayBody(ReplayedAnswer answer, ReplayTime time)
    {
        _answer = answer;
        _time = time;
    }

    public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        while (_position == _piece.Length)
        {
            if (_next == _answer.Exchange.Pieces.Count)
                return await EndAsync(cancellationToken).ConfigureAwait(false);

            var next = _answer.Exchange.Pieces[_next];
            await _time.WaitUntilAsync(next.Milliseconds, cancellationToken).ConfigureAwait(false);
            _next++;
            _piece = next.Bytes;
            _position = 0;
        }

        int length = Math.Min(count, _piece.Length - _position);
        Array.Copy(_piece, _position, buffer, offset, length);
        _position += length;
        return length;
    }

    private async Task<int> EndAsync(CancellationToken cancellationToken)
    {
        await _time.WaitUntilAsync(_answer.EndMilliseconds, cancellationToken).ConfigureAwait(false);
        return _answer.IsComplete ? 0 : throw new CassetteFailureException(_answer.ToFailure());
    }
}
