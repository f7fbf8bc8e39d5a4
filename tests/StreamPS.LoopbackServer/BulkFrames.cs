using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace StreamPS.LoopbackServer;

/// <summary>Streams of many deltas as few large writes.</summary>
internal static class BulkFrames
{
    private const int BlockBytes = 256 * 1024;

    public static List<ReplyStep> OfOneText(int count, string text)
    {
        byte[] frame = Encoding.UTF8.GetBytes(OpenAIFrames.Content(text));
        int framesPerBlock = Math.Clamp(BlockBytes / frame.Length, 1, Math.Max(count, 1));
        byte[] block = Repeat(frame, framesPerBlock);
        var (blocks, rest) = Math.DivRem(count, framesPerBlock);

        return Stream(
        [
            .. Enumerable.Repeat(ReplyStep.Write(block), blocks),
            ReplyStep.Write(block.AsMemory(0, rest * frame.Length)),
        ]);
    }

    public static List<ReplyStep> OfTexts(int count, Func<int, string> text)
    {
        var steps = new List<ReplyStep>();
        var block = new StringBuilder();
        for (int i = 0; i < count; i++)
        {
            block.Append(OpenAIFrames.Content(text(i)));
            if (block.Length >= BlockBytes)
            {
                steps.Add(ReplyStep.Write(block.ToString()));
                block.Clear();
            }
        }

        steps.Add(ReplyStep.Write(block.ToString()));
        return Stream(steps);
    }

    private static List<ReplyStep> Stream(IEnumerable<ReplyStep> deltas) =>
        [ReplyStep.Write(OpenAIFrames.Role()), .. deltas, ReplyStep.Write(OpenAIFrames.Finish() + OpenAIFrames.Done)];

    private static byte[] Repeat(byte[] frame, int count)
    {
        byte[] block = new byte[frame.Length * count];
        for (int i = 0; i < count; i++)
            frame.CopyTo(block, i * frame.Length);
        return block;
    }
}
