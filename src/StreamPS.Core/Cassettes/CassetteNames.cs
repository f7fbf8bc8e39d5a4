namespace StreamPS.Cassettes;

/// <summary>The fields of a cassette's lines.</summary>
internal static class CassetteNames
{
    public const string Format = "StreamPS";
    public const int Version = 1;

    public const string Cassette = "cassette";
    public const string VersionField = "version";
    public const string RecordedAt = "recordedAt";

    public const string Request = "request";
    public const string Provider = "provider";
    public const string Protocol = "protocol";
    public const string BaseUri = "baseUri";
    public const string Model = "model";
    public const string Method = "method";
    public const string Address = "address";
    public const string Headers = "headers";
    public const string Body = "body";

    public const string Response = "response";
    public const string Status = "status";

    public const string Piece = "piece";
    public const string Text = "text";
    public const string Base64 = "base64";

    public const string End = "end";
    public const string How = "how";
    public const string Kind = "kind";
    public const string SocketError = "socketError";
    public const string Message = "message";

    /// <summary>The time since the request.</summary>
    public const string Milliseconds = "ms";
}
