using System;
using System.Linq;
using System.Threading.Tasks;
using StreamPS.LoopbackServer;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Faults;

/// <summary>
/// Connections that are reset after each byte of a reply. A reset may overtake bytes on their way, so that less may have arrived than was sent,
/// but what there is has to be right.
/// </summary>
public abstract class ResetTests(FaultPolicy policy) : ServerTest
{
    // Each byte takes a connection or two. The flavours differ in nothing that this is about.
    private const int Step = Flavour.IsNetStandard ? 5 : 1;

    public static TheoryData<string> Formats => [.. FormatScripts.All.Values.Where(script => !script.IsCumulative).Select(script => script.Name)];

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task A_reset_after_any_byte_doubles_nothing(string format)
    {
        var script = FormatScripts.All[format] with { Pieces = ["Sphinx", " 你好🎉"] };
        byte[] all = FormatScript.Bytes(script.Frames);
        var client = new ChatClient(ChatProviders.Get(script.Provider).At(Server.BaseUri), policy.ToOptions());
        for (int bytes = 0; bytes <= all.Length; bytes += Step)
        {
            var reply = script.PlayBytes(all.AsMemory(0, bytes)).Then(ReplyStep.Reset);
            Server.Clear();
            Server.RespondAlways(request => request.Index == 0 ? reply : script.Answer(request));
            await using var stream = client.Stream("Tell");

            var error = await Record.ExceptionAsync(() => stream.ReadToEndAsync().WaitAsync(Limit));

            if (!IsRight(script, script.At(bytes), error, stream.Completion))
                Assert.Fail($"After {bytes} of {all.Length} bytes: {error}, {stream.Completion.Status}, {stream.Completion.Text}, {Server.Requests.Count} requests");
        }
    }

    private bool IsRight(FormatScript script, ReplyProgress sent, Exception? error, ChatCompletion completion)
    {
        bool isComplete = error is null && completion.Status == ChatCompletionStatus.Complete && completion.Text == script.Text;
        bool isCut = error is ChatConnectionException { Kind: ChatErrorKind.ConnectionLost } && sent.Text.StartsWith(completion.Text, StringComparison.Ordinal);
        bool isAnswered = Server.Requests.Count == 2;
        bool isAloneComplete = isComplete && sent.IsComplete && !isAnswered;
        return policy switch
        {
            FaultPolicy.Plain => isAloneComplete || (isCut && !isAnswered),
            // A reply of which no text was read is asked for again, one that was begun isn't.
            FaultPolicy.Retry => isAloneComplete || (isComplete && isAnswered && completion.RetryCount == 1) || (isCut && !isAnswered && completion.Text.Length > 0),
            // The finish reason may have come without the end marker: there is nothing to continue then.
            _ => isAloneComplete || (isComplete && isAnswered) || (isCut && !isAnswered && sent.IsFinished && completion.Text == script.Text),
        };
    }

    public sealed class SentOnce() : ResetTests(FaultPolicy.Plain);

    public sealed class SentAgain() : ResetTests(FaultPolicy.Retry);

    public sealed class Continued() : ResetTests(FaultPolicy.Resume);
}
