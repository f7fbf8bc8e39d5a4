using System;
using System.Linq;
using System.Threading.Tasks;
using StreamPS.Tests.Support;
using StreamPS.Transport;
using Xunit;

namespace StreamPS.Tests.Faults;

/// <summary>A service that never ends its line: it's given up at the limit, and the text before it is kept.</summary>
[Collection(SerialCollection.Name)]
public sealed class EndlessLineTests
{
    private const long Limit = EventReader.DefaultMaxEventBytes;

    public static TheoryData<string> Formats => [.. FormatScripts.All.Keys];

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task A_line_without_end_is_given_up_at_the_limit(string format)
    {
        var script = FormatScripts.All[format];
        var body = new EndlessStream(FormatScript.Bytes(script.Beginning), (byte)'x');
        await using var stream = new InProcessService(_ => body).CreateClient(script.Provider, FaultPolicy.Resume.ToOptions()).Stream("Tell");

        var exception = await Assert.ThrowsAsync<ChatStreamException>(() => stream.ReadToEndAsync());

        Assert.Equal((ChatErrorKind.ProtocolError, script.Part), (exception.Kind, stream.Completion.Text));
        Assert.InRange(body.Total, Limit, 2 * Limit);
    }

    [Fact]
    public async Task A_document_without_end_is_too()
    {
        var script = FormatScripts.All.Values.First(script => !script.IsLines);
        var body = new EndlessStream([(byte)'['], (byte)'[');
        await using var stream = new InProcessService(_ => body).CreateClient(script.Provider, FaultPolicy.Resume.ToOptions()).Stream("Tell");

        var exception = await Assert.ThrowsAsync<ChatStreamException>(() => stream.ReadToEndAsync());

        Assert.Equal(ChatErrorKind.ProtocolError, exception.Kind);
        Assert.InRange(body.Total, Limit, 2 * Limit);
    }
}
