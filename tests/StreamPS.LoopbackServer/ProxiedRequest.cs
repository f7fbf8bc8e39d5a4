using System;

namespace StreamPS.LoopbackServer;

/// <summary>A request that came to a <see cref="ProxyServer"/>.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Target">The address asked for; null when it was none that is forwarded.</param>
/// <param name="Authorization">The Proxy-Authorization header; null without one.</param>
/// <param name="IsForwarded">False when the proxy answered itself: 407 without the right credential, 403 for another host, 400 for anything but http.</param>
public sealed record ProxiedRequest(string Method, Uri? Target, string? Authorization, bool IsForwarded);
