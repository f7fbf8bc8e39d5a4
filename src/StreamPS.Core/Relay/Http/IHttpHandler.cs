using System;
using System.Threading.Tasks;

namespace StreamPS.Relay.Http;

/// <summary>What a server does with requests.</summary>
internal interface IHttpHandler
{
    /// <summary>Answers a request.</summary>
    /// <exception cref="HttpRefusal">It isn't served.</exception>
    Task AnswerAsync(HttpExchange exchange);

    /// <summary>The answer to a request that isn't served.</summary>
    /// <param name="request">The request; null when it couldn't be read.</param>
    /// <param name="refusal">Why it isn't served.</param>
    HttpAnswer Refuse(HttpRequestHead? request, HttpRefusal refusal);

    /// <summary>Takes note of something that went wrong here and has no place in an answer.</summary>
    void Report(Exception exception);
}
