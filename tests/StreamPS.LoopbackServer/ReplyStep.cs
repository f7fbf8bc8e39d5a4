using System;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace StreamPS.LoopbackServer;

/// <summary>One thing that a reply does. When the client goes away, the step in progress is the last.</summary>
public sealed class ReplyStep
{
    private readonly Func<Exchange, Task> _play;

    internal ReplyStep(Func<Exchange, Task> play) => _play = play;

    /// <summary>Sends nothing until the client goes away.</summary>
    public static ReplyStep Stall { get; } = Delay(Timeout.InfiniteTimeSpan);

    /// <summary>
    /// Resets the connection (TCP RST) after what was written has left. HTTP/2 sends in the background: there a short delay has to go before,
    /// and the reset takes the connection's other streams with it.
    /// </summary>
    public static ReplyStep Reset { get; } = Cut(reset: true);

    /// <summary>Closes the connection (FIN) without ending the body. What <see cref="Reset"/> says of HTTP/2 goes for this too.</summary>
    public static ReplyStep Close { get; } = Cut(reset: false);

    /// <summary>Sends text. Every write is flushed; what has to arrive together is one write.</summary>
    public static ReplyStep Write(string text) => Write(Encoding.UTF8.GetBytes(text));

    /// <summary>Sends bytes, half a character for example.</summary>
    public static ReplyStep Write(ReadOnlyMemory<byte> bytes) => new(exchange => exchange.WriteAsync(bytes));

    /// <summary>Waits.</summary>
    public static ReplyStep Delay(TimeSpan time) => new(exchange => Task.Delay(time, exchange.Gone));

    /// <summary>Waits until the test opens the gate.</summary>
    public static ReplyStep WaitFor(Gate gate) => new(exchange =>
    {
        gate.Reach();
        return gate.Opened.WaitAsync(exchange.Gone);
    });

    /// <summary>Sends nothing but comments until the client goes away.</summary>
    public static ReplyStep Pings(TimeSpan interval, string comment = "ping") => Repeat($": {comment}\n\n", interval);

    /// <summary>Sends the same text again and again until the client goes away.</summary>
    public static ReplyStep Repeat(string text, TimeSpan interval) => new(async exchange =>
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        while (true)
        {
            await exchange.WriteAsync(bytes);
            await Task.Delay(interval, exchange.Gone);
        }
    });

    internal Task PlayAsync(Exchange exchange) => _play(exchange);

    private static ReplyStep Cut(bool reset) => new(exchange =>
    {
        exchange.Cut(reset);
        return Task.CompletedTask;
    });
}
