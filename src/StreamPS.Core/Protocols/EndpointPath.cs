using System;

namespace StreamPS.Protocols;

/// <summary>Puts a protocol's own path behind a service's base address, and takes it away. People paste the whole address as often as the base.</summary>
internal static class EndpointPath
{
    /// <summary>The address with the path at its end. Its query stays; a path that's there already isn't added again.</summary>
    public static Uri Append(Uri baseUri, string path)
    {
        string before = GetPath(baseUri);
        return WithPath(baseUri, EndsWith(before, path) ? before : before + path);
    }

    /// <summary>The address without the path at its end. Its query stays, and so does another path.</summary>
    public static Uri Remove(Uri address, string path)
    {
        string before = GetPath(address);
        return EndsWith(before, path) ? WithPath(address, before.Substring(0, before.Length - path.Length)) : address;
    }

    /// <summary>Whether the path is at the address's end.</summary>
    public static bool IsIn(Uri address, string path) => EndsWith(GetPath(address), path);

    private static string GetPath(Uri address) => address.AbsolutePath.TrimEnd('/');

    private static bool EndsWith(string before, string path) => before.EndsWith(path, StringComparison.OrdinalIgnoreCase);

    private static Uri WithPath(Uri address, string path) => new UriBuilder(address) { Path = path }.Uri;
}
