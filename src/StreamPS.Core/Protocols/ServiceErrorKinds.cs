using System;
using System.Linq;
using System.Net;

namespace StreamPS.Protocols;

/// <summary>Tells from a service's status, code and words what kind of error it is. Codes are those of the services' own guides.</summary>
internal static class ServiceErrorKinds
{
    private const HttpStatusCode TooEarly = (HttpStatusCode)425;
    private const HttpStatusCode TooManyRequests = (HttpStatusCode)429;
    private const HttpStatusCode SiteOverloaded = (HttpStatusCode)529;

    /// <summary>The kind of an error.</summary>
    public static ChatErrorKind Of(HttpStatusCode status, ServiceError error)
    {
        if (status == HttpStatusCode.OK)
            status = error.Status ?? status;
        string code = error.Code ?? "";
        string message = error.Message ?? "";

        // The same status stands for different things, so that the code is asked first: Moonshot says 429 for an empty account, too.
        if (Is(code, "insufficient_quota", "exceeded_current_quota_error", "insufficient_balance", "billing_hard_limit_reached", "payment_required", "billing_error", "Arrearage", "AllocationQuota.FreeTierOnly")
            || code.EndsWith("spend_limit_reached", StringComparison.Ordinal)
            || status == HttpStatusCode.PaymentRequired
            || Says(message, "credit balance is too low"))
        {
            return ChatErrorKind.QuotaExceeded;
        }

        if (Is(code, "context_length_exceeded", "model_context_window_exceeded")
            || Says(message, "maximum context length", "context window", "context length", "prompt is too long", "exceed context limit", "exceeded model token limit", "Range of input length", "exceeds the maximum number of tokens", "available context size"))
        {
            return ChatErrorKind.ContextLengthExceeded;
        }

        if (Is(code, "content_filter", "content_policy_violation", "content_filtered", "DataInspectionFailed", "data_inspection_failed", "bio_policy", "misalignment_policy_violation"))
            return ChatErrorKind.ContentFiltered;
        if (Is(code, "model_not_found", "ModelNotFound") || ((status == HttpStatusCode.NotFound || Is(code, "not_found_error")) && Says(message, "model")))
            return ChatErrorKind.ModelNotFound;
        if (Is(code, "engine_overloaded_error", "overloaded_error", "provider_overloaded", "overloaded", "UNAVAILABLE"))
            return ChatErrorKind.Overloaded;
        if (Is(code, "rate_limit_reached_error", "rate_limit_exceeded", "rate_limit_error", "RESOURCE_EXHAUSTED") || code.StartsWith("Throttling", StringComparison.Ordinal))
            return ChatErrorKind.RateLimited;
        if (Is(code, "invalid_api_key", "invalid_authentication_error", "incorrect_api_key_error", "authentication_error", "InvalidApiKey", "UNAUTHENTICATED")
            || (Is(code, "INVALID_ARGUMENT") && Says(message, "API key")))
        {
            return ChatErrorKind.Unauthorized;
        }

        if (Is(code, "permission_error", "permission_denied", "Model.AccessDenied") || code.StartsWith("AccessDenied", StringComparison.Ordinal))
            return ChatErrorKind.Forbidden;

        return status switch
        {
            HttpStatusCode.Unauthorized => ChatErrorKind.Unauthorized,
            HttpStatusCode.Forbidden => ChatErrorKind.Forbidden,
            HttpStatusCode.ProxyAuthenticationRequired => ChatErrorKind.ProxyFailure,
            TooManyRequests => ChatErrorKind.RateLimited,
            HttpStatusCode.ServiceUnavailable or SiteOverloaded => ChatErrorKind.Overloaded,
            HttpStatusCode.RequestTimeout or HttpStatusCode.Conflict or TooEarly => ChatErrorKind.ServiceError,
            >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError => ChatErrorKind.InvalidRequest,
            HttpStatusCode.OK when Is(code, "invalid_request_error", "request_too_large", "BadRequestError", "invalid_prompt", "INVALID_ARGUMENT", "FAILED_PRECONDITION") || code.StartsWith("InvalidParameter", StringComparison.Ordinal) => ChatErrorKind.InvalidRequest,
            _ => ChatErrorKind.ServiceError,
        };
    }

    private static bool Is(string code, params string[] codes) => codes.Contains(code, StringComparer.OrdinalIgnoreCase);

    private static bool Says(string message, params string[] phrases) =>
        phrases.Any(phrase => message.Contains(phrase, StringComparison.OrdinalIgnoreCase));
}
