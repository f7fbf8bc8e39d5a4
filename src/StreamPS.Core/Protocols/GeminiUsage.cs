using System.Text.Json;

namespace StreamPS.Protocols;

/// <summary>The token counts of a stream. They come with every frame and are running totals: of each the last one counts.</summary>
internal sealed class GeminiUsage
{
    private readonly int?[] _counts = new int?[(int)GeminiCount.Cached + 1];

    private int? this[GeminiCount count] => _counts[(int)count];

    /// <summary>Takes over what the object at the reader counts.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="holes">Gets the places of all numbers, also of those in the lists that break the counts down.</param>
    public void Read(ref Utf8JsonReader reader, FrameHoles holes)
    {
        if (!reader.IsObject())
            return;

        while (reader.ReadProperty())
        {
            int count = (int?)FindCount(ref reader) ?? -1;
            reader.Read();
            holes.Add(ref reader, FrameHoleKind.Number, count);
            if (count >= 0)
                _counts[count] = reader.ReadInt() ?? _counts[count];
            else if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
                PassOver(ref reader, holes);
        }
    }

    /// <summary>Takes over the counts of a frame that wasn't parsed.</summary>
    public void Read(FramePattern pattern)
    {
        for (int i = 0; i < pattern.HoleCount; i++)
        {
            if (pattern.TryGetNumber(i, out int count, out int value))
                _counts[count] = value;
        }
    }

    /// <summary>The counts; null when there were none. Thoughts are billed as output, though they're counted apart.</summary>
    public ChatUsage? ToUsage()
    {
        if (this[GeminiCount.Prompt] is null && this[GeminiCount.Candidates] is null && this[GeminiCount.Total] is null)
            return null;

        int prompt = (this[GeminiCount.Prompt] ?? 0) + (this[GeminiCount.ToolPrompt] ?? 0);
        int completion = (this[GeminiCount.Candidates] ?? 0) + (this[GeminiCount.Thoughts] ?? 0);
        return new ChatUsage(prompt, completion, this[GeminiCount.Total], this[GeminiCount.Cached], this[GeminiCount.Thoughts]);
    }

    private static GeminiCount? FindCount(ref Utf8JsonReader reader)
    {
        if (reader.Says("promptTokenCount"u8))
            return GeminiCount.Prompt;
        if (reader.Says("candidatesTokenCount"u8))
            return GeminiCount.Candidates;
        if (reader.Says("totalTokenCount"u8))
            return GeminiCount.Total;
        if (reader.Says("thoughtsTokenCount"u8))
            return GeminiCount.Thoughts;
        if (reader.Says("cachedContentTokenCount"u8))
            return GeminiCount.Cached;
        return reader.Says("toolUsePromptTokenCount"u8) ? GeminiCount.ToolPrompt : null;
    }

    private static void PassOver(ref Utf8JsonReader reader, FrameHoles holes)
    {
        int depth = reader.CurrentDepth;
        while (reader.Read() && reader.CurrentDepth > depth)
            holes.Add(ref reader, FrameHoleKind.Number);
    }
}
