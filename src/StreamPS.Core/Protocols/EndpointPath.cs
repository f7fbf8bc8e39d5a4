using System;

namespace StreamPS.Protocols;

/// <summary>Puts a protocol's own path behind a service's base address.</summary>
internal static class EndpointPath
{
    /// <summary>The address with the path at its end. Its query stays; a path that's there already isn't added again, since people paste the whole address as often as the base.</summary>
    public static Uri Append(Uri baseUri, string path)
    {
        string before = baseUri.AbsolutePath.TrimEnd('/');
        return before.EndsWith(path, StringComparison.OrdinalIgnoreCase)
            ? new UriBuilder(baseUri) { Path = before }.Uri
            : new UriBuilder(baseUri) { Path = before + path }.Uri;
    }
}
