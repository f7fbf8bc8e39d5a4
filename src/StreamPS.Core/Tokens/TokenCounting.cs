using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using StreamPS.Protocols;
using StreamPS.Tools;

namespace StreamPS.Tokens;

/// <summary>Asks a service to count the tokens of a request.</summary>
internal static class TokenCounting
{
    /// <exception cref="ChatException">The service doesn't count, wasn't reached, or answered with an error.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<ChatTokenCount> AskAsync(ChatClient client, ChatRequest request, CancellationToken cancellationToken)
    {
        request.Check();
        var provider = client.Provider;
        var counter = provider.TokenCounter ?? throw Unavailable(provider);
        var format = new RequestFormat { Model = request.Model ?? provider.DefaultModel, MaxTokensField = provider.MaxTokensField, SeedField = provider.SeedField, AnswerWay = AnswerWays.Choose(provider, request.Answer) };
        var endpoint = counter.GetEndpoint(client.BaseUri, format.Model);
        string source = endpoint.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
        int characters = request.Messages.Sum(message => message.Content.Length);
        var query = new ServiceQuery<ChatTokenCount>(
            client,
            endpoint,
            WriteBody(counter, AnswerWays.Apply(request, format.AnswerWay), format),
            "count of tokens",
            answer => counter.Read(answer) is { } tokens ? new ChatTokenCount(tokens, format.Model, provider.Name, source, characters) : null);
        return await query.AskAsync(cancellationToken).ConfigureAwait(false);
    }

    private static byte[] WriteBody(TokenCounter counter, ChatRequest request, RequestFormat format)
    {
        using var body = new MemoryStream();
        using (var writer = new Utf8JsonWriter(body, RequestBodyWriter.JsonOptions))
            counter.WriteBody(writer, request, format);
        return body.ToArray();
    }

    private static ChatInputException Unavailable(ChatProvider provider)
    {
        var others = ChatProviders.All.Where(other => other.TokenCounter is not null).Select(other => other.Name);
        return new ChatInputException(
            ChatErrorKind.TokenCountUnavailable,
            $"{provider.Name} has no endpoint that counts tokens. These have one: {string.Join(", ", others)}.");
    }
}
