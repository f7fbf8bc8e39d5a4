using System.Collections.Generic;
using System.IO;
using System.Linq;
using StreamPS.Relay.Http;

namespace StreamPS.Relay;

/// <summary>The files of the page that a relay serves. They're in the assembly, so that nothing else can be asked for.</summary>
internal static class RelayPage
{
    private const string Prefix = "page/";
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    /// <summary>The files by the paths they're asked for.</summary>
    public static IReadOnlyDictionary<string, byte[]> Load()
    {
        var assembly = typeof(RelayPage).Assembly;
        var files = new Dictionary<string, byte[]>();
        foreach (string name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, System.StringComparison.Ordinal)))
        {
            using var resource = assembly.GetManifestResourceStream(name)!;
            using var bytes = new MemoryStream();
            resource.CopyTo(bytes);
            files["/" + name.Substring(Prefix.Length)] = bytes.ToArray();
        }

        files["/"] = files["/index.html"];
        return files;
    }

    /// <summary>The answer that has a file.</summary>
    public static HttpAnswer Answer(string path, byte[] content) => new HttpAnswer(200, GetContentType(path), content)
        .With("Cache-Control", "no-cache")
        .With("Content-Security-Policy", Policy)
        .With("Permissions-Policy", "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()");

    private static string GetContentType(string path) => Path.GetExtension(path) switch
    {
        "" or ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" or ".mjs" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".png" => "image/png",
        ".ico" => "image/x-icon",
        ".json" => RelayJson.ContentType,
        ".webmanifest" => "application/manifest+json",
        ".woff2" => "font/woff2",
        _ => "text/plain; charset=utf-8",
    };
}
