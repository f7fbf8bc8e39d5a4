using System;
using System.Collections.Concurrent;

namespace StreamPS;

/// <summary>What services were found to be unable to do, so that they aren't asked for it twice. It can be used by several threads.</summary>
public sealed class ServiceMemory
{
    private readonly ConcurrentDictionary<Uri, bool> _withoutUsage = new();

    internal bool SupportsUsageOption(Uri endpoint) => !_withoutUsage.ContainsKey(endpoint);

    internal void RememberWithoutUsageOption(Uri endpoint) => _withoutUsage[endpoint] = true;
}
