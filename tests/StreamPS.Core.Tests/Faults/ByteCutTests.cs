using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Faults;

/// <summary>A reply that is cut after each of its bytes: what has arrived is there, it's complete only with its end marker, and a continuation joins exactly.</summary>
public sealed class ByteCutTests
{
    private const int Step = Flavour.IsNetStandard ? 3 : 1;

    public static TheoryData<string, FaultPolicy, bool> Cells
    {
        get
        {
            var cells = new TheoryData<string, FaultPolicy, bool>();
            foreach (string format in FormatScripts.All.Keys)
            {
                foreach (var policy in Enum.GetValues<FaultPolicy>())
                {
                    cells.Add(format, policy, true);
                    cells.Add(format, policy, false);
                }
            }

            return cells;
        }
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task A_cut_after_any_byte_loses_nothing(string format, FaultPolicy policy, bool breaks)
    {
        var script = FormatScripts.All[format];
        int length = FormatScript.Bytes(script.Frames).Length;
        for (int bytes = 0; bytes <= length; bytes += Step)
        {
            try
            {
                await CheckAsync(script, policy, breaks, bytes);
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"After {bytes} of {length} bytes: {exception.Message}", exception);
            }
        }
    }

    private static async Task CheckAsync(FormatScript script, FaultPolicy policy, bool breaks, int bytes)
    {
        byte[] cut = FormatScript.Bytes(script.Frames)[..bytes];
        var requests = new List<string>();
        var client = new InProcessService(Answer).CreateClient(script.Provider, policy.ToOptions());
        var deltas = new List<ChatDelta>();
        await using var stream = client.Stream("Tell");

        var error = await Record.ExceptionAsync(async () =>
        {
            while (await stream.WaitToReadAsync())
            {
                while (stream.TryRead(out var delta))
                    deltas.Add(delta);
            }
        });

        var fault = CreateFault(script, breaks, script.At(bytes));
        string text = string.Concat(deltas.Select(delta => delta.Content));
        Assert.Equal(fault.Expect(script, policy), new FaultOutcome((error as ChatException)?.Kind, text, requests.Count));
        Assert.Equal(error, stream.Completion.Error);
        Assert.Equal(error is null, stream.Completion.Status == ChatCompletionStatus.Complete);
        Assert.Equal(text, stream.Completion.Text);
        if (requests.Count > 1)
            Assert.Equal(fault.Text(script), script.GetTextSoFar(requests[1]));

        Stream Answer(string request)
        {
            requests.Add(request);
            if (requests.Count > 1)
                return new MemoryStream(FormatScript.Bytes(script.Answer(request)));

            return breaks ? new BreakingStream(cut) : new MemoryStream(cut);
        }
    }

    private static Fault CreateFault(FormatScript script, bool breaks, ReplyProgress progress) => new()
    {
        Name = "cut",
        Reply = _ => script.PlayText(),
        Error = _ => progress.IsComplete ? null : breaks ? ChatErrorKind.ConnectionLost : ChatErrorKind.IncompleteStream,
        Text = _ => progress.Text,
        MayPass = true,
        IsFinished = progress.IsFinished,
    };
}
