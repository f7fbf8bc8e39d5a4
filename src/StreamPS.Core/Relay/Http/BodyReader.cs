using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace StreamPS.Relay.Http;

/// <summary>Reads the body of a request. Memory grows with what arrives, not with what is announced.</summary>
internal static class BodyReader
{
    /// <exception cref="HttpRefusal">It isn't as it has to be, or it's too much.</exception>
    /// <exception cref="ClientGoneException">The client left in the middle.</exception>
    /// <exception cref="OperationCanceledException">The time for it is up.</exception>
    public static async Task<byte[]> ReadAsync(HttpRequestHead head, ConnectionInput input, int limit, CancellationToken cancellationToken)
    {
        if (head.ContentLength > limit)
            throw TooLarge(limit);

        using var body = new MemoryStream();
        if (head.IsChunked)
            await ReadChunksAsync(new ChunkedBody(body, limit), input, cancellationToken).ConfigureAwait(false);
        else
            await ReadLengthAsync(body, (int)(head.ContentLength ?? 0), input, cancellationToken).ConfigureAwait(false);
        return body.ToArray();
    }

    public static HttpRefusal TooLarge(int limit) => new(413, $"The request's body is larger than the {limit} bytes that are taken here.");

    private static async Task ReadLengthAsync(MemoryStream body, int length, ConnectionInput input, CancellationToken cancellationToken)
    {
        while (body.Length < length)
        {
            if (!await input.ReadMoreAsync(0, cancellationToken).ConfigureAwait(false))
                throw new ClientGoneException();
            Move(input, body, length - (int)body.Length);
        }
    }

    private static async Task ReadChunksAsync(ChunkedBody chunks, ConnectionInput input, CancellationToken cancellationToken)
    {
        while (true)
        {
            int left = TakeChunks(chunks, input);
            if (chunks.HasEnded)
                return;
            if (!await input.ReadMoreAsync(left, cancellationToken).ConfigureAwait(false))
                throw new ClientGoneException();
        }
    }

    // What is left is the beginning of a line.
    private static int TakeChunks(ChunkedBody chunks, ConnectionInput input)
    {
        var bytes = input.Bytes;
        int taken = chunks.Read(bytes);
        input.Take(taken);
        return bytes.Length - taken;
    }

    private static void Move(ConnectionInput input, MemoryStream body, int most)
    {
        var bytes = input.Bytes;
        byte[] taken = bytes.Slice(0, Math.Min(bytes.Length, most)).ToArray();
        body.Write(taken, 0, taken.Length);
        input.Take(taken.Length);
    }
}
