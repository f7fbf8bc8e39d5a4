using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Streaming;

/// <summary>A guard that counts: each read of a body may be a call of the system, so there are no more than what arrives makes necessary.</summary>
public sealed class ReadCountTests
{
    private const int Deltas = 2000;

    // The window's size before it grows.
    private const int WindowBytes = 32 * 1024;

    private static readonly byte[] Role = Frame("""{"role":"assistant"}""", "null");
    private static readonly byte[] Content = Frame("""{"content":"tok "}""", "null");
    private static readonly byte[] Finish = Frame("{}", "\"stop\"");
    private static readonly byte[] Done = Encoding.UTF8.GetBytes("data: [DONE]\n\n");

    [Fact]
    public async Task A_delta_that_arrives_alone_costs_one_read()
    {
        var frames = Enumerable.Repeat(Content, Deltas).Prepend(Role).Append(Finish).Append(Done).ToList();

        // One more finds out that the body has ended.
        Assert.Equal(frames.Count + 1, await CountAsync(frames, frames.Select(frame => frame.Length)));
    }

    [Fact]
    public async Task Deltas_that_arrive_together_are_read_by_the_window()
    {
        var frames = Enumerable.Repeat(Content, Deltas).Prepend(Role).Append(Finish).Append(Done).ToList();
        int most = (frames.Sum(frame => frame.Length) / WindowBytes) + 2;

        Assert.InRange(await CountAsync(frames, []), 2, most);
    }

    private static async Task<int> CountAsync(List<byte[]> frames, IEnumerable<int> lengths)
    {
        var body = new SlicedStream([.. frames.SelectMany(frame => frame)], lengths);
        var client = new InProcessService(_ => body).CreateClient("Moonshot", new ChatClientOptions { ApiKey = new ApiKey("none") });
        var completion = await client.CompleteAsync(new ChatRequest("Hello"), TestContext.Current.CancellationToken);

        Assert.Equal(Deltas * 4, completion.Text.Length);
        return body.Reads;
    }

    private static byte[] Frame(string delta, string finishReason) => Encoding.UTF8.GetBytes(
        $$"""data: {"id":"cmpl-1","object":"chat.completion.chunk","created":1,"model":"kimi","choices":[{"index":0,"delta":{{delta}},"finish_reason":{{finishReason}}}]}""" + "\n\n");
}
