#if !NET
using System.IO;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace StreamPS;

/// <summary>The overloads of <see cref="HttpContent"/> that take a token, for netstandard2.0. There, reading the headers' stream can't be stopped and doesn't wait.</summary>
internal static class HttpContentExtensions
{
    public static Task<string> ReadAsStringAsync(this HttpContent content, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return content.ReadAsStringAsync();
    }

    public static Task<Stream> ReadAsStreamAsync(this HttpContent content, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return content.ReadAsStreamAsync();
    }
}
#endif
