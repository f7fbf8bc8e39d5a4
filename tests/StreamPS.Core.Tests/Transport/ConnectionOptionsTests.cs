using System;
using System.Net;
using StreamPS.Transport;
using Xunit;

namespace StreamPS.Tests.Transport;

/// <summary>Streams share connections when they're reached the same way, and only then.</summary>
public sealed class ConnectionOptionsTests
{
    [Fact]
    public void Equal_options_share_a_handler()
    {
        Assert.Same(HttpHandlers.Get(new ConnectionOptions()), HttpHandlers.Get(new ConnectionOptions()));
        Assert.Same(HttpHandlers.Get(Full()), HttpHandlers.Get(Full()));
        Assert.Equal(Full(), Full());
        Assert.Equal(Full().GetHashCode(), Full().GetHashCode());
    }

    [Fact]
    public void Other_options_have_another()
    {
        ConnectionOptions[] all =
        [
            new(),
            Full(),
            new() { SkipCertificateCheck = true },
            new() { Proxy = new Uri("http://127.0.0.1:1") },
            new() { Proxy = new Uri("http://127.0.0.1:2") },
            new() { Proxy = new Uri("http://127.0.0.1:1"), ProxyCredential = new NetworkCredential("ann", "x") },
            new() { Proxy = new Uri("http://127.0.0.1:1"), ProxyCredential = new NetworkCredential("ann", "y") },
            new() { Proxy = new Uri("http://127.0.0.1:1"), ProxyCredential = new NetworkCredential("bob", "x") },
            new() { Proxy = new Uri("http://127.0.0.1:1"), ProxyCredential = new NetworkCredential("ann", "x", "domain") },
        ];

        for (int i = 0; i < all.Length; i++)
        {
            for (int j = 0; j < i; j++)
                Assert.NotEqual(all[i], all[j]);
        }

        Assert.False(new ConnectionOptions().Equals(null));
        Assert.False(new ConnectionOptions().Equals((object)"text"));
    }

    private static ConnectionOptions Full() => new()
    {
        Proxy = new Uri("http://127.0.0.1:1"),
        ProxyCredential = new NetworkCredential("ann", "pass", "domain"),
        SkipCertificateCheck = true,
    };
}
