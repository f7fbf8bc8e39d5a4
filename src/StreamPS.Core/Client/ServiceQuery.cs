using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using StreamPS.Protocols;
using StreamPS.Streaming;
using StreamPS.Transport;

namespace StreamPS;

/// <summary>A request to a service whose answer is one short document.</summary>
internal static class ServiceQuery
{
    private const int LongestAnswer = 16 * 1024 * 1024;

    /// <summary>Sends a request and reads its answer.</summary>
    /// <param name="client">The service.</param>
    /// <param name="path">The path behind the base address.</param>
    /// <param name="body">The body, JSON; null makes the request a GET.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <exception cref="ChatException">The service wasn't reached, answered with an error, or broke off.</exception>
    public static async Task<byte[]> SendAsync(ChatClient client, string path, byte[]? body, CancellationToken cancellationToken)
    {
        var request = new ChatHttpRequest(EndpointPath.Append(client.BaseUri, path), client.Headers, body);
        var trace = new QueryTrace(client);
        trace.Sending(request);
        using var response = await client.Transport.SendAsync(request, cancellationToken).ConfigureAwait(false);
        trace.Received(response);
        if (!response.IsSuccess)
            throw ServiceFailure.ToException(client, response, await ServiceFailure.ReadAsync(client, response, cancellationToken).ConfigureAwait(false));

        byte[] answer = await ReadAsync(response, cancellationToken).ConfigureAwait(false);
        trace.Read(answer);
        return answer;
    }

    private static async Task<byte[]> ReadAsync(ChatResponse response, CancellationToken cancellationToken)
    {
        using var answer = new MemoryStream();
        byte[] buffer = new byte[16 * 1024];
        try
        {
            int read;
            while ((read = await response.Body.ReadAsync(buffer.AsMemory(), cancellationToken).ConfigureAwait(false)) > 0)
            {
                answer.Write(buffer, 0, read);
                if (answer.Length > LongestAnswer)
                    throw new ChatStreamException(ChatErrorKind.ProtocolError, $"The service's answer is longer than {LongestAnswer} bytes.");
            }
        }
        catch (Exception exception) when (BodyFailures.Includes(exception))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw ConnectionFailures.InBody(exception);
        }

        return answer.ToArray();
    }
}
