using StreamPS.Text;

namespace StreamPS;

/// <summary>Reads Markdown line by line, and says what each line is as soon as it's there: CommonMark's blocks, and GitHub's tables.</summary>
public sealed class MarkdownReader
{
    private readonly MarkdownBlocks _blocks = new();
    private readonly CodeCollector _code = new();
    private long _position;

    /// <summary>Takes the next line.</summary>
    /// <param name="line">The line, with its line end; the last one may have none.</param>
    /// <returns>What it is.</returns>
    public MarkdownLine Read(string line)
    {
        var step = _blocks.Read(line);
        var code = _code.Add(step, _position);
        _position += line.Length;
        return new MarkdownLine(step.Kind, step.Block, step.StartsBlock) { Info = step.Info, FinishedCode = code, EndsBlock = step.EndsBlock };
    }

    /// <summary>Tells what the next line would be that begins like this, without taking it.</summary>
    /// <param name="beginning">What is there of the line.</param>
    /// <returns>What it would be if nothing came after it.</returns>
    public MarkdownLineKind Preview(string beginning) => _blocks.Clone().Read(beginning).Kind;

    /// <summary>Ends the text.</summary>
    /// <returns>The code that was still open, or null.</returns>
    public MarkdownCode? Complete() => _code.Finish(isClosed: false);
}
