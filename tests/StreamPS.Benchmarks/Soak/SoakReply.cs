using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace StreamPS.Benchmarks.Soak;

/// <summary>One kind of reply, and what has to come of it.</summary>
internal sealed class SoakReply
{
    private const string GivenUp = nameof(ChatCompletionStatus.Cancelled);

    private static readonly object Text = new { write = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"tok\"}}]}\n\n" };
    private static readonly object End = new { write = "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n" };

    private static readonly (string Outcome, int Status, object[] Steps)[] Kinds =
    [
        (nameof(ChatCompletionStatus.Complete), 200, [Text, Text, End]),
        (nameof(ChatErrorKind.IncompleteStream), 200, [Text, Text]),
        (nameof(ChatCompletionStatus.Complete), 200, [Text, Text, End]),
        (nameof(ChatErrorKind.ConnectionLost), 200, [Text, Text, new { reset = true }]),
        (nameof(ChatCompletionStatus.Complete), 200, [Text, Text, End]),
        (nameof(ChatErrorKind.Overloaded), 200, [Text, new { write = "data: {\"error\":{\"message\":\"Busy\",\"type\":\"overloaded_error\"}}\n\n" }]),
        (nameof(ChatCompletionStatus.Complete), 200, [Text, Text, End]),
        (nameof(ChatErrorKind.ServiceError), 500, [new { write = "{\"error\":{\"message\":\"Broken\"}}" }]),
        (nameof(ChatCompletionStatus.Complete), 200, [Text, Text, End]),
        (GivenUp, 200, [Text, Text, new { stall = true }]),
    ];

    private readonly ChatClient _client;
    private readonly string _outcome;

    private SoakReply(Uri baseUri, string outcome)
    {
        _client = new ChatClient(ChatProvider.FromBaseUri(baseUri), new ChatClientOptions { Retry = ChatRetryOptions.None });
        _outcome = outcome;
    }

    /// <summary>Scripts all kinds: half of the replies are whole.</summary>
    public static IReadOnlyList<SoakReply> Script(ServerProcess server, HttpClient http) => [.. Kinds.Select((kind, i) =>
    {
        server.Script(http, new { path = $"/soak-{i}/chat/completions", always = true, status = kind.Status, steps = kind.Steps });
        return new SoakReply(new Uri(server.Address, $"/soak-{i}"), kind.Outcome);
    })];

    /// <summary>Asks for the reply and reads it.</summary>
    /// <exception cref="InvalidOperationException">Something else came of it than has to.</exception>
    public async Task ReadAsync()
    {
        string outcome = await GetOutcomeAsync();
        if (outcome != _outcome)
            throw new InvalidOperationException($"{outcome} instead of {_outcome}.");
    }

    private async Task<string> GetOutcomeAsync()
    {
        using var stop = new CancellationTokenSource();
        await using var stream = _client.Stream("Hello", stop.Token);
        try
        {
            if (_outcome == GivenUp && await stream.WaitToReadAsync() && stream.TryRead(out _))
                await stop.CancelAsync();
            return (await stream.ReadToEndAsync()).Status.ToString();
        }
        catch (OperationCanceledException)
        {
            return GivenUp;
        }
        catch (ChatException exception)
        {
            return exception.Kind.ToString();
        }
    }
}
