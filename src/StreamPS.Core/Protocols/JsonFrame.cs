using System;
using System.Text.Json;

namespace StreamPS.Protocols;

/// <summary>
/// What one frame says: the JSON document of an event. It is used again for every frame of a stream, so that reading one allocates its texts
/// and nothing else.
/// </summary>
internal abstract class JsonFrame
{
    /// <summary>The service's id of the reply, as the first frame that has one says it: a string for each frame would be one too many.</summary>
    public string? Id { get; set; }

    /// <summary>The model that answers, likewise.</summary>
    public string? Model { get; set; }

    /// <summary>True when the frame reports an error instead of going on.</summary>
    public bool HasError { get; set; }

    /// <summary>What changes from frame to frame: every text that may become a delta's, and what else is known to differ.</summary>
    public FrameHoles Holes { get; } = new();

    /// <summary>Reads the document at the beginning of a text.</summary>
    /// <returns>The document's length.</returns>
    /// <exception cref="JsonException">The document isn't JSON, or is neither an object nor an array.</exception>
    public int Read(ReadOnlySpan<byte> text)
    {
        HasError = false;
        Holes.Clear();
        Clear();
        var reader = new Utf8JsonReader(text);
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            ReadObject(ref reader, text);
        }
        else
        {
            // Google's gateways wrap their errors into an array.
            HasError = reader.IsArray() ? true : throw new JsonException("A frame has to be a JSON object.");
            reader.Skip();
        }

        return (int)reader.BytesConsumed;
    }

    /// <summary>Forgets the frame before, but for its names.</summary>
    protected abstract void Clear();

    /// <summary>Reads the object at the reader.</summary>
    protected abstract void ReadObject(ref Utf8JsonReader reader, ReadOnlySpan<byte> document);
}
