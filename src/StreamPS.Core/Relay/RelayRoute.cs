using System;
using System.Linq;
using System.Threading.Tasks;
using StreamPS.Relay.Http;

namespace StreamPS.Relay;

/// <summary>What a path is for.</summary>
internal sealed class RelayRoute
{
    private readonly string[] _methods;

    /// <param name="answer">Answers a request.</param>
    /// <param name="methods">The methods it takes, beside OPTIONS.</param>
    public RelayRoute(Func<HttpExchange, Task> answer, params string[] methods)
    {
        AnswerAsync = answer;
        _methods = methods;
    }

    /// <summary>Whether it's a part of the relay's own page, which is for everybody.</summary>
    public bool IsPage { get; init; }

    public Func<HttpExchange, Task> AnswerAsync { get; }

    /// <summary>The methods, as headers list them.</summary>
    public string Methods => string.Join(", ", _methods.Append("OPTIONS"));

    public bool Takes(string method) => _methods.Contains(method, StringComparer.Ordinal);
}
