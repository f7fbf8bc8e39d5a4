namespace StreamPS.Cassettes;

/// <summary>A piece of a body as one read brought it, with its time since the request, in milliseconds.</summary>
internal readonly record struct CassettePiece(double Milliseconds, byte[] Bytes);
