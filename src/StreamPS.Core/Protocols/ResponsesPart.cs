namespace StreamPS.Protocols;

/// <summary>A part of an item's content; one of its texts is set.</summary>
internal readonly struct ResponsesPart
{
    public ResponsesPart(string? text, string? refusal)
    {
        Text = text;
        Refusal = refusal;
    }

    public string? Text { get; }

    public string? Refusal { get; }
}
