using System.Text.Json.Serialization;

namespace StreamPS.LoopbackServer;

/// <summary>How a body is compressed.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ContentCoding>))]
public enum ContentCoding
{
    /// <summary>Not at all.</summary>
    [JsonStringEnumMemberName("identity")]
    Identity,

    /// <summary>gzip.</summary>
    [JsonStringEnumMemberName("gzip")]
    Gzip,

    /// <summary>Brotli.</summary>
    [JsonStringEnumMemberName("br")]
    Brotli,

    /// <summary>What HTTP calls deflate: the zlib format.</summary>
    [JsonStringEnumMemberName("deflate")]
    Deflate,
}
