using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using StreamPS.Binding;
using StreamPS.Text;
using StreamPS.Tools;

namespace StreamPS.Commands;

/// <summary>Split-ChatStream: cuts replies anew, into lines, sentences, paragraphs, blocks of code or JSON, each as soon as it's finished.</summary>
[Cmdlet(VerbsCommon.Split, "ChatStream")]
[OutputType(typeof(ChatPiece), typeof(PSObject))]
public sealed class SplitChatStreamCommand : PSCmdlet
{
    private const string InvalidJson = "InvalidJson";

    private readonly SortedDictionary<(int Prompt, int Choice), TextSplitter> _splitters = [];

    /// <summary>What to cut into.</summary>
    [Parameter(Position = 0)]
    public SplitBy By { get; set; } = SplitBy.Paragraph;

    /// <summary>Deltas, texts or completions.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [StreamTextTransformation]
    [AllowEmptyCollection]
    public ChatDelta[] InputObject { get; set; } = [];

    /// <summary>Adds the text, and writes what is finished with it.</summary>
    protected override void ProcessRecord()
    {
        foreach (var delta in InputObject)
        {
            var key = (delta.PromptIndex, delta.Index);
            if (delta.Content is { Length: > 0 } content)
            {
                if (!_splitters.TryGetValue(key, out var splitter))
                    _splitters.Add(key, splitter = TextSplitter.Create(By));
                Write(splitter.Add(content), key);
            }

            // After a tool's result, the reply goes on.
            if (delta.FinishReason is not (null or ChatFinishReason.ToolCalls))
                Complete(key);
        }
    }

    /// <summary>Writes what was still open.</summary>
    protected override void EndProcessing()
    {
        foreach (var key in _splitters.Keys.ToArray())
            Complete(key);
    }

    private void Complete((int Prompt, int Choice) key)
    {
        if (!_splitters.TryGetValue(key, out var splitter))
            return;

        _splitters.Remove(key);
        Write(splitter.Complete(), key);
    }

    private void Write(IReadOnlyList<TextPiece> pieces, (int Prompt, int Choice) key)
    {
        foreach (var piece in pieces)
        {
            if (By != SplitBy.Json)
                WriteObject(new ChatPiece(piece, key.Prompt, key.Choice));
            else if (piece.Json is { } json)
                WriteObject(JsonObjects.ToObject(json));
            else
                WriteError(NoJson(piece));
        }
    }

    private static ErrorRecord NoJson(TextPiece piece)
    {
        const int Longest = 80;
        string text = piece.Text.Length > Longest ? piece.Text.Substring(0, Longest) + "…" : piece.Text;
        var record = new ErrorRecord(new PSArgumentException($"What begins at character {piece.Start} is no JSON: {text}"), InvalidJson, ErrorCategory.InvalidData, piece.Text);
        record.ErrorDetails = new ErrorDetails(record.Exception.Message) { RecommendedAction = "Look at the reply as a whole: it may have been cut, or have words among its JSON. The error's target is the text." };
        return record;
    }
}
