using System;
using System.Collections.Concurrent;
using Microsoft.Playwright;
using Xunit;

namespace StreamPS.Browser.Tests.Support;

/// <summary>Notes what no page may do: ask another server, break its own security policy, throw.</summary>
internal sealed class PageWatch
{
    private readonly ConcurrentQueue<string> _complaints = new();

    public PageWatch(IBrowserContext context, Uri address)
    {
        context.Request += (_, request) =>
        {
            var target = new Uri(request.Url);
            if (target.Scheme is not ("data" or "blob") && target.Authority != address.Authority)
                _complaints.Enqueue($"It asked for {request.Url}.");
        };
        context.WebError += (_, error) => _complaints.Enqueue($"It threw {error.Error}");
        context.Console += (_, message) =>
        {
            if (message.Text.Contains("Content Security Policy", StringComparison.Ordinal) || message.Text.Contains("TrustedHTML", StringComparison.Ordinal))
                _complaints.Enqueue(message.Text);
        };
    }

    /// <summary>Fails if there is anything to complain about.</summary>
    public void Check() => Assert.Empty(_complaints);
}
