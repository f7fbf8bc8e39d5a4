using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace StreamPS.Demo;

/// <summary>A fault of the Demo service, as a real service's would show.</summary>
internal sealed class DemoBreakdown
{
    private const HttpStatusCode TooManyRequests = (HttpStatusCode)429;
    private const string Refusal = """{"error":{"message":"Too many requests: this is the Demo provider's fault RateLimit.","type":"rate_limit_error","code":"rate_limit_exceeded"}}""";
    private const string ErrorFrame = "data: {\"error\":{\"message\":\"The model failed: this is the Demo provider's fault ErrorFrame.\",\"type\":\"server_error\",\"code\":\"server_error\"}}\n\n";
    private const string BadFrame = "data: {\"id\":\"demo-1\",\"choices\":[{\"delta\":{\"content\":\"cut o\n\n";

    private readonly DemoFault _fault;

    public DemoBreakdown(DemoFault fault)
    {
        _fault = fault;
    }

    /// <summary>The answer in the place of a reply; null when a reply begins.</summary>
    public HttpResponseMessage? Refuse(HttpRequestMessage request)
    {
        if (_fault != DemoFault.RateLimit)
            return null;

        var response = new HttpResponseMessage(TooManyRequests) { Content = new StringContent(Refusal, Encoding.UTF8, "application/json"), RequestMessage = request };
        response.Headers.TryAddWithoutValidation("Retry-After", "1");
        return response;
    }

    /// <summary>The frames of a reply, with the fault in the middle.</summary>
    public IEnumerable<(TimeSpan Pause, byte[] Bytes)> Strike(IEnumerable<(TimeSpan Pause, byte[] Bytes)> frames)
    {
        var whole = frames.ToList();
        var half = whole.Take(whole.Count / 2);
        return _fault switch
        {
            DemoFault.ErrorFrame => half.Append((TimeSpan.Zero, Encoding.UTF8.GetBytes(ErrorFrame))),
            DemoFault.BadFrame => half.Append((TimeSpan.Zero, Encoding.UTF8.GetBytes(BadFrame))).Concat(whole.Skip(whole.Count / 2)),
            _ => half,
        };
    }

    /// <summary>What happens behind the last frame.</summary>
    public Task EndAsync(CancellationToken cancellationToken) => _fault switch
    {
        DemoFault.Stall => Task.Delay(Timeout.Infinite, cancellationToken),
        DemoFault.Reset => throw new IOException("The connection was reset.", new SocketException((int)SocketError.ConnectionReset)),
        _ => Task.CompletedTask,
    };
}
