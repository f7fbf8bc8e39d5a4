using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using StreamPS.Transport;

namespace StreamPS.Diagnosis;

/// <summary>Passes a body on and keeps what has passed, up to a limit.</summary>
internal sealed class RecordingStream : ReadOnlyStream
{
    private const int LongestRecord = 256 * 1024;

    private readonly Stream _body;
    private readonly MemoryStream _record;

    public RecordingStream(Stream body, MemoryStream record)
    {
        _body = body;
        _record = record;
    }

    public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        int read = await _body.ReadAsync(buffer.AsMemory(offset, count), cancellationToken).ConfigureAwait(false);
        if (_record.Length < LongestRecord)
            _record.Write(buffer, offset, read);
        return read;
    }
}
