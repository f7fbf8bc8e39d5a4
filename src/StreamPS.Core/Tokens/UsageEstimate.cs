using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using StreamPS.Transport;

namespace StreamPS.Tokens;

/// <summary>Finds out the tokens of a reply whose stream ended before the service told them.</summary>
internal static class UsageEstimate
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Asks the service to count the request and the reply, and sets the completion's usage. It doesn't fail: without an answer the usage stays
    /// unknown.
    /// </summary>
    public static async Task AddToAsync(ChatCompletion completion, ChatClient client, ChatRequest request, CancellationToken cancellationToken)
    {
        if (completion.Usage is not null || client.Provider.TokenCounter is null)
            return;

        using var limit = new TimeLimit(client.Options.Clock, LongestWait, cancellationToken);
        try
        {
            var prompt = await client.CountTokensAsync(request, limit.Token).ConfigureAwait(false);
            int reply = await CountReplyAsync(completion, client, request, limit.Token).ConfigureAwait(false);
            completion.SetUsage(new ChatUsage(prompt.TotalTokens, reply), ChatUsageSource.Endpoint);
        }
        catch (Exception exception) when (exception is ChatException or OperationCanceledException)
        {
            client.Options.Trace?.Invoke(ChatTraceLevel.Request, client.Secrets.Apply($"The tokens couldn't be counted: {exception.Message}"));
        }
    }

    // Counted as one user message, as the services' guides do it: a few tokens of what stands around a message are in it.
    private static async Task<int> CountReplyAsync(ChatCompletion completion, ChatClient client, ChatRequest request, CancellationToken cancellationToken)
    {
        string text = string.Concat(completion.Choices.Select(choice => choice.Reasoning + choice.Text + choice.Refusal + string.Concat(choice.ToolCalls.Select(call => call.ArgumentsJson))));
        if (string.IsNullOrWhiteSpace(text))
            return 0;

        var count = await client.CountTokensAsync(new ChatRequest(text) { Model = request.Model }, cancellationToken).ConfigureAwait(false);
        return count.TotalTokens;
    }
}
