using System;
using System.IO;
using System.Net.Http;

namespace StreamPS.Transport;

/// <summary>The exceptions that reading a body can throw: the connection broke, the compressed data is damaged, or another thread closed it.</summary>
internal static class BodyFailures
{
    public static bool Includes(Exception exception) =>
        exception is IOException or HttpRequestException or InvalidDataException or ObjectDisposedException or OperationCanceledException;
}
