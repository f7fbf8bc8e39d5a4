using System;
using System.Collections.Concurrent;
using StreamPS.Transport;

namespace StreamPS;

/// <summary>What services were found to be unable to do, so that they aren't asked for it twice, and until when they want no requests. It can be used by several threads.</summary>
public sealed class ServiceMemory
{
    private readonly ConcurrentDictionary<Uri, bool> _withoutUsage = new();
    private readonly ConcurrentDictionary<(Uri Endpoint, string? Model), bool> _withoutContinuation = new();
    private readonly ConcurrentDictionary<(Uri Address, string? Key), RetryGate> _gates = new();

    internal bool SupportsUsageOption(Uri endpoint) => !_withoutUsage.ContainsKey(endpoint);

    internal void RememberWithoutUsageOption(Uri endpoint) => _withoutUsage[endpoint] = true;

    internal bool SupportsContinuation(Uri baseUri, string? model) => !_withoutContinuation.ContainsKey((baseUri, model));

    internal void RememberWithoutContinuation(Uri baseUri, string? model) => _withoutContinuation[(baseUri, model)] = true;

    // Services count requests by key: who has another one isn't told to wait.
    internal RetryGate GetGate(Uri baseUri, ApiKey? key) => _gates.GetOrAdd((baseUri, key?.Reveal()), _ => new RetryGate());
}
