using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using StreamPS.Relay.Http;

namespace StreamPS.Relay;

/// <summary>The routes of a relay: what is asked by which path, and how it's answered.</summary>
internal sealed class RelayHandler : IHttpHandler
{
    private const string OpenAIPrefix = "/v1/";
    private const string ModelsPath = "/v1/models";
    private const string Refused = "Refused";

    private readonly ChatClient _client;
    private readonly ChatRelayOptions _options;
    private readonly RelayFigures _figures;
    private readonly QuestionReader _questions;
    private readonly ModelCatalog _models;
    private readonly Dictionary<string, RelayRoute> _routes;
    private RelayAccess _access = null!;

    public RelayHandler(ChatClient client, ChatRelayOptions options, RelayFigures figures)
    {
        _client = client;
        _options = options;
        _figures = figures;
        _questions = new QuestionReader(options, client.Provider);
        _models = new ModelCatalog(client, options.Model);
        _routes = new Dictionary<string, RelayRoute>(StringComparer.Ordinal)
        {
            ["/stream-chat"] = new(AnswerStreamChatAsync, "POST"),
            ["/chat"] = new(AnswerChatAsync, "POST"),
            ["/v1/chat/completions"] = new(AnswerCompletionAsync, "POST"),
            [ModelsPath] = new(AnswerModelsAsync, "GET"),
            ["/favicon.ico"] = new(exchange => exchange.SendAsync(new HttpAnswer(204).With("Cache-Control", "max-age=86400")), "GET", "HEAD") { IsPage = true },
        };
        foreach (var file in RelayPage.Load())
            _routes[file.Key] = new RelayRoute(exchange => exchange.SendAsync(RelayPage.Answer(file.Key, file.Value)), "GET", "HEAD") { IsPage = true };
    }

    /// <summary>What precedes a reply that streams.</summary>
    public static HttpAnswer StreamHead() => new HttpAnswer(200, "text/event-stream; charset=utf-8")
        .With("Cache-Control", "no-store")
        // Proxies collect what they pass on, unless they're told.
        .With("X-Accel-Buffering", "no");

    /// <summary>Says which port the relay has, before its first request.</summary>
    public void Open(int port) => _access = new RelayAccess(_options, port);

    /// <inheritdoc/>
    public async Task AnswerAsync(HttpExchange exchange)
    {
        _figures.CountRequest();
        exchange.Common
            .With("X-Content-Type-Options", "nosniff")
            .With("Referrer-Policy", "no-referrer")
            .With("Cross-Origin-Opener-Policy", "same-origin");
        var request = exchange.Request;
        var route = FindRoute(request.Path);
        _access.CheckSource(exchange, route?.IsPage ?? false);
        // A page of an allowed origin may load what it's allowed to read.
        exchange.Common.With("Cross-Origin-Resource-Policy", exchange.Common.Headers.Any(header => header.Key == "Access-Control-Allow-Origin") ? "cross-origin" : "same-origin");
        if (route is null)
            throw new HttpRefusal(404, $"There is nothing at this path. The relay has {string.Join(", ", _routes.Keys.Where(path => !_routes[path].IsPage))} and a page at /.");
        if (request.Method == "OPTIONS")
        {
            await exchange.SendAsync(_access.AnswerPreflight(request, route.Methods) ?? new HttpAnswer(204).With("Allow", route.Methods)).ConfigureAwait(false);
            return;
        }

        if (!route.Takes(request.Method))
            throw new HttpRefusal(405, $"This path takes {route.Methods}.", new KeyValuePair<string, string>("Allow", route.Methods));
        if (!route.IsPage)
            _access.CheckToken(request);
        await route.AnswerAsync(exchange).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public HttpAnswer Refuse(HttpRequestHead? request, HttpRefusal refusal)
    {
        if (request is null)
            _figures.CountRequest();
        string path = request?.Path ?? "";
        _figures.AddError(path, refusal.Status, Refused, refusal.Message);
        string type = refusal.Status switch
        {
            401 => "authentication_error",
            >= 500 => "server_error",
            _ => "invalid_request_error",
        };
        var answer = RelayJson.Answer(refusal.Status, writer => RelayJson.WriteError(writer, IsOpenAI(path), refusal.Message, type, CodeOf(refusal.Status))).With("Cache-Control", "no-store");
        foreach (var header in refusal.Headers)
            answer.With(header.Key, header.Value);
        return answer;
    }

    /// <inheritdoc/>
    public void Report(Exception exception) => _figures.AddError("", 500, exception.GetType().Name, _client.Secrets.Apply(exception.Message));

    private static bool IsOpenAI(string path) => path.StartsWith(OpenAIPrefix, StringComparison.Ordinal);

    private static string? CodeOf(int status) => status switch
    {
        401 => "invalid_access_token",
        413 => "request_too_large",
        503 => "too_many_streams",
        _ => null,
    };

    private RelayRoute? FindRoute(string path)
    {
        if (_routes.TryGetValue(path, out var route))
            return route;
        return path.StartsWith(ModelsPath + "/", StringComparison.Ordinal) && path.Length > ModelsPath.Length + 1 ? new RelayRoute(AnswerModelAsync, "GET") : null;
    }

    private async Task AnswerStreamChatAsync(HttpExchange exchange)
    {
        var request = _questions.ReadMessage(await ReadBodyAsync(exchange).ConfigureAwait(false));
        await RelayAsync(exchange, request, new TextFormat()).ConfigureAwait(false);
    }

    private async Task AnswerChatAsync(HttpExchange exchange)
    {
        var request = _questions.ReadChat(await ReadBodyAsync(exchange).ConfigureAwait(false));
        await RelayAsync(exchange, request, new ChatFrameFormat()).ConfigureAwait(false);
    }

    private async Task AnswerCompletionAsync(HttpExchange exchange)
    {
        byte[] body = await ReadBodyAsync(exchange).ConfigureAwait(false);
        CompletionQuestion question;
        try
        {
            question = _questions.ReadCompletion(body);
        }
        catch (ChatInputException exception)
        {
            throw new HttpRefusal(400, _client.Secrets.Apply(exception.Message));
        }

        long created = _client.Options.Clock.GetUtcNow().ToUnixTimeSeconds();
        if (question.Streams)
            await RelayAsync(exchange, question.Request, new CompletionChunkFormat(question, created)).ConfigureAwait(false);
        else
            await AnswerWholeAsync(exchange, question.Request, created).ConfigureAwait(false);
    }

    private Task RelayAsync(HttpExchange exchange, ChatRequest request, ReplyFormat format) => OpenAsync(exchange, request, format.IsOpenAI, async stream =>
    {
        using var owned = format;
        using var reply = new RelayedReply(exchange, stream, format, _client.Options.Clock, _options.HeartbeatInterval);
        try
        {
            await reply.RelayAsync().ConfigureAwait(false);
        }
        catch (ChatException exception) when (exchange.HasBegun)
        {
            stream.Settle();
            await reply.FailAsync(Note(exchange, exception)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (exchange.HasBegun && !exchange.IsClientGone)
        {
            stream.Settle();
            await reply.FailAsync(RelayFailure.Stopped()).ConfigureAwait(false);
        }
    });

    private Task AnswerWholeAsync(HttpExchange exchange, ChatRequest request, long created) => OpenAsync(exchange, request, isOpenAI: true, async stream =>
    {
        var reply = await stream.Stream.ReadToEndAsync().ConfigureAwait(false);
        stream.Settle();
        await exchange.SendAsync(RelayJson.Answer(200, writer => CompletionDocument.Write(writer, reply, request, created)).With("Cache-Control", "no-store")).ConfigureAwait(false);
    });

    private async Task OpenAsync(HttpExchange exchange, ChatRequest request, bool isOpenAI, Func<RelayedStream, Task> answer)
    {
        if (!_figures.TryOpen(_options.MaxStreams))
        {
            throw new HttpRefusal(
                503,
                $"There are {_options.MaxStreams} replies on their way already, which is all that are allowed.",
                new KeyValuePair<string, string>("Retry-After", "1"));
        }

        exchange.WatchClient();
        var stream = new RelayedStream(_client.Stream(request, exchange.EndToken), _figures);
        try
        {
            await answer(stream).ConfigureAwait(false);
        }
        catch (ChatException exception) when (!exchange.HasBegun)
        {
            stream.Settle();
            await exchange.SendAsync(RelayJson.Answer(Note(exchange, exception), isOpenAI)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!exchange.HasBegun && !exchange.IsClientGone)
        {
            stream.Settle();
            await exchange.SendAsync(RelayJson.Answer(RelayFailure.Stopped(), isOpenAI)).ConfigureAwait(false);
        }
        finally
        {
            await stream.DisposeAsync().ConfigureAwait(false);
        }
    }

    private RelayFailure Note(HttpExchange exchange, ChatException exception)
    {
        var failure = RelayFailure.From(exception, _client);
        _figures.AddError(exchange.Request.Path, exchange.HasBegun ? exchange.Status : failure.Status, failure.Kind.ToString(), failure.Message);
        return failure;
    }

    private Task AnswerModelsAsync(HttpExchange exchange) => AnswerModelsAsync(exchange, models => RelayJson.Answer(200, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("object", "list");
        writer.WriteStartArray("data");
        foreach (var model in models)
            WriteModel(writer, model);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }));

    private Task AnswerModelAsync(HttpExchange exchange)
    {
        string id = Uri.UnescapeDataString(exchange.Request.Path.Substring(ModelsPath.Length + 1));
        return AnswerModelsAsync(exchange, models => models.FirstOrDefault(model => model.Id == id) is { } model
            ? RelayJson.Answer(200, writer => WriteModel(writer, model))
            : RelayJson.Answer(404, writer => RelayJson.WriteError(writer, isOpenAI: true, $"There is no model '{id}'.", "invalid_request_error", "model_not_found")));
    }

    private async Task AnswerModelsAsync(HttpExchange exchange, Func<IReadOnlyList<ChatModel>, HttpAnswer> answer)
    {
        exchange.WatchClient();
        HttpAnswer all;
        try
        {
            all = answer(await _models.GetAsync(exchange.EndToken).ConfigureAwait(false));
        }
        catch (ChatException exception)
        {
            all = RelayJson.Answer(Note(exchange, exception), isOpenAI: true);
        }

        await exchange.SendAsync(all.With("Cache-Control", "no-store")).ConfigureAwait(false);
    }

    private static void WriteModel(Utf8JsonWriter writer, ChatModel model)
    {
        writer.WriteStartObject();
        writer.WriteString("id", model.Id);
        writer.WriteString("object", "model");
        writer.WriteNumber("created", 0);
        writer.WriteString("owned_by", model.Owner ?? model.Provider);
        writer.WriteEndObject();
    }

    private Task<byte[]> ReadBodyAsync(HttpExchange exchange)
    {
        var request = exchange.Request;
        JsonContentType.Check(request);
        if (request.ContentLength is null && !request.IsChunked)
            throw new HttpRefusal(411, "The request has no body, or doesn't say how long it is.");
        return exchange.ReadBodyAsync(_options.MaxBodyBytes);
    }
}
