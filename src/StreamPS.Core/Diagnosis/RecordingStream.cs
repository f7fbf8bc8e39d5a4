using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace StreamPS.Diagnosis;

/// <summary>Passes a body on and keeps what has passed, up to a limit.</summary>
internal sealed class RecordingStream : Stream
{
    private const int LongestRecord = 256 * 1024;

    private readonly Stream _body;
    private readonly MemoryStream _record;

    public RecordingStream(Stream body, MemoryStream record)
    {
        _body = body;
        _record = record;
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        int read = await _body.ReadAsync(buffer.AsMemory(offset, count), cancellationToken).ConfigureAwait(false);
        if (_record.Length < LongestRecord)
            _record.Write(buffer, offset, read);
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
