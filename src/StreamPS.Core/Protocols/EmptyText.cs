namespace StreamPS.Protocols;

/// <summary>An empty text says as little as a missing one.</summary>
internal static class EmptyText
{
    /// <summary>The text; null when it's empty.</summary>
    public static string? OrNull(this string? text) => string.IsNullOrEmpty(text) ? null : text;
}
