using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace StreamPS.Transport;

/// <summary>A request's body that says when it's sent: it's the one moment, the same on every platform, at which the connection is known to stand.</summary>
internal sealed class AnnouncedContent : HttpContent
{
    private readonly byte[] _body;
    private readonly Action _sending;

    public AnnouncedContent(byte[] body, Action sending)
    {
        _body = body;
        _sending = sending;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        _sending();
        return stream.WriteAsync(_body, 0, _body.Length);
    }

#if NET
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        _sending();
        return stream.WriteAsync(_body, 0, _body.Length, cancellationToken);
    }
#endif

    protected override bool TryComputeLength(out long length)
    {
        length = _body.Length;
        return true;
    }
}
