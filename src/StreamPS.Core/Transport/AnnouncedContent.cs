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

    /// <summary>The body, to look at without sending it.</summary>
    public byte[] Body => _body;

    /// <summary>Whether it was sent, at least in part.</summary>
    public bool IsSent { get; private set; }

    /// <summary>The model that's asked; null where a request has none.</summary>
    public string? Model { get; init; }

    /// <summary>Tells which limit of the client's own has stopped the request; null when none has.</summary>
    public Func<ChatErrorKind?> Limit { get; init; } = () => null;

    /// <summary>Says that it's sent.</summary>
    public void Announce()
    {
        IsSent = true;
        _sending();
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        Announce();
        return stream.WriteAsync(_body, 0, _body.Length);
    }

#if NET
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        Announce();
        return stream.WriteAsync(_body, 0, _body.Length, cancellationToken);
    }
#endif

    protected override bool TryComputeLength(out long length)
    {
        length = _body.Length;
        return true;
    }
}
