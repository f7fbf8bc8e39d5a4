using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace StreamPS.Commands;

/// <summary>The lists of models that services gave, for as long as the runspace lives.</summary>
internal sealed class ModelCache
{
    private readonly ConcurrentDictionary<(string Provider, Uri? Address, ChatProtocol Protocol), IReadOnlyList<ChatModel>> _lists = new();

    /// <summary>The list at hand, or null.</summary>
    public IReadOnlyList<ChatModel>? Find(ChatProvider provider) => _lists.TryGetValue(KeyOf(provider), out var list) ? list : null;

    /// <summary>Asks the service, and keeps its answer.</summary>
    public async Task<IReadOnlyList<ChatModel>> RefreshAsync(ChatClient client, CancellationToken cancellationToken)
    {
        var list = await client.GetModelsAsync(cancellationToken).ConfigureAwait(false);
        _lists[KeyOf(client.Provider)] = list;
        return list;
    }

    private static (string Provider, Uri? Address, ChatProtocol Protocol) KeyOf(ChatProvider provider) => (provider.Name, provider.BaseUri, provider.Protocol);
}
