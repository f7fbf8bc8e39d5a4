using System;
using System.Globalization;
using System.Text;

namespace StreamPS.Relay;

/// <summary>What a client is told of a failure.</summary>
internal sealed class RelayFailure
{
    private RelayFailure(ChatErrorKind kind, int status, string type, string code, string message)
    {
        Kind = kind;
        Status = status;
        Type = type;
        Code = code;
        Message = message;
    }

    public ChatErrorKind Kind { get; }

    /// <summary>The HTTP status, as long as the reply hasn't begun.</summary>
    public int Status { get; }

    /// <summary>The class of the error, in OpenAI's words.</summary>
    public string Type { get; }

    /// <summary>The error, in OpenAI's words where there is one.</summary>
    public string Code { get; }

    public string Message { get; }

    /// <summary>How long the client should wait, in seconds; null when nothing is known.</summary>
    public string? RetryAfter { get; private init; }

    /// <summary>Whether the client may try again.</summary>
    public bool IsTransient { get; private init; }

    /// <summary>The failure of a reply.</summary>
    /// <param name="exception">What went wrong.</param>
    /// <param name="client">Whose secrets mustn't be told.</param>
    public static RelayFailure From(ChatException exception, ChatClient client)
    {
        var (status, type, code) = Describe(exception.Kind);
        return new RelayFailure(exception.Kind, status, type, code, client.Secrets.Apply(exception.Message))
        {
            IsTransient = exception.IsTransient,
            RetryAfter = exception.RetryAfter is { } wait
                ? Math.Max(0, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture)
                : status == 503 ? "1" : null,
        };
    }

    /// <summary>The end of a reply because the relay ends.</summary>
    public static RelayFailure Stopped() => new(ChatErrorKind.ConnectionLost, 503, "server_error", "relay_stopped", "The relay was stopped.");

    // The key is this side's: to the client, one that isn't accepted is a fault of the gateway.
    private static (int Status, string Type, string Code) Describe(ChatErrorKind kind) => kind switch
    {
        ChatErrorKind.ContextLengthExceeded => (400, "invalid_request_error", "context_length_exceeded"),
        ChatErrorKind.InvalidRequest or ChatErrorKind.InvalidImage or ChatErrorKind.PromptTooLong => (400, "invalid_request_error", SnakeCase(kind)),
        ChatErrorKind.ContentFiltered => (400, "invalid_request_error", "content_filter"),
        ChatErrorKind.ModelNotFound => (404, "invalid_request_error", "model_not_found"),
        ChatErrorKind.RateLimited => (429, "rate_limit_error", "rate_limit_exceeded"),
        ChatErrorKind.QuotaExceeded => (429, "insufficient_quota", "insufficient_quota"),
        ChatErrorKind.Overloaded => (503, "server_error", "overloaded"),
        ChatErrorKind.FirstTokenTimeout or ChatErrorKind.IdleTimeout or ChatErrorKind.TimedOut => (504, "server_error", "upstream_timeout"),
        ChatErrorKind.Unauthorized or ChatErrorKind.Forbidden => (502, "server_error", "upstream_authentication"),
        _ => (502, "server_error", SnakeCase(kind)),
    };

    private static string SnakeCase(ChatErrorKind kind)
    {
        var text = new StringBuilder();
        foreach (char letter in kind.ToString())
        {
            if (char.IsUpper(letter) && text.Length > 0)
                text.Append('_');
            text.Append(char.ToLowerInvariant(letter));
        }

        return text.ToString();
    }
}
