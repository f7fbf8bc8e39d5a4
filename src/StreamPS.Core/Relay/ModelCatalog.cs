using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace StreamPS.Relay;

/// <summary>The models that a relay offers: the service's, kept for a short time, or the one that is always asked.</summary>
internal sealed class ModelCatalog
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);

    private readonly ChatClient _client;
    private readonly string? _model;
    private volatile Listing? _listing;

    public ModelCatalog(ChatClient client, string? model)
    {
        _client = client;
        _model = model;
    }

    /// <exception cref="ChatException">The service didn't say.</exception>
    public async Task<IReadOnlyList<ChatModel>> GetAsync(CancellationToken cancellationToken)
    {
        if (_model is not null)
            return [new ChatModel(_model, _client.Provider.Name)];

        var clock = _client.Options.Clock;
        if (_listing is { } listing && clock.GetElapsedTime(listing.Timestamp) < Lifetime)
            return listing.Models;

        var models = await AskAsync(cancellationToken).ConfigureAwait(false);
        _listing = new Listing(models, clock.GetTimestamp());
        return models;
    }

    private async Task<IReadOnlyList<ChatModel>> AskAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _client.GetModelsAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ChatException exception) when (_client.Provider.DefaultModel is not null && (exception is ChatInputException || exception.Kind == ChatErrorKind.CassetteMismatch))
        {
            return [new ChatModel(_client.Provider.DefaultModel, _client.Provider.Name)];
        }
    }

    private sealed class Listing(IReadOnlyList<ChatModel> models, long timestamp)
    {
        public IReadOnlyList<ChatModel> Models { get; } = models;

        public long Timestamp { get; } = timestamp;
    }
}
