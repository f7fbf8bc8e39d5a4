using System;
using System.Net;

namespace StreamPS.Protocols;

/// <summary>An error as the service worded it.</summary>
internal sealed class ServiceError
{
    public ServiceError(string? message, string? code, HttpStatusCode? status = null)
    {
        Message = message;
        Code = code;
        Status = status;
    }

    /// <summary>The service's message, or null.</summary>
    public string? Message { get; }

    /// <summary>The service's code; where it has a type and a code, the more telling of them. Null when it sent none.</summary>
    public string? Code { get; }

    /// <summary>The HTTP status that the error's text names: in the middle of a stream the response's own status is of no use. Null when it names none.</summary>
    public HttpStatusCode? Status { get; }

    /// <summary>How long the service asks to wait; null when the error doesn't say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The service's id of the request; null when the error doesn't name it.</summary>
    public string? RequestId { get; init; }
}
