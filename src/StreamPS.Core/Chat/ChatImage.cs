using System;
using System.IO;

namespace StreamPS;

/// <summary>An image in a message: an address that the service fetches, or bytes that go with the request.</summary>
public sealed class ChatImage
{
    private ChatImage(Uri? address, byte[]? bytes, string mediaType)
    {
        Address = address;
        Bytes = bytes;
        MediaType = mediaType;
    }

    /// <summary>Where the service fetches the image; null when it goes with the request.</summary>
    public Uri? Address { get; }

    /// <summary>The image's bytes; null when the service fetches it.</summary>
    public byte[]? Bytes { get; }

    /// <summary>What kind of image it is, for example <c>image/png</c>; empty for an address.</summary>
    public string MediaType { get; }

    /// <summary>An image that the service fetches.</summary>
    /// <param name="address">Its address.</param>
    /// <returns>The image.</returns>
    public static ChatImage FromUri(Uri address) => new(address, bytes: null, mediaType: "");

    /// <summary>An image that goes with the request.</summary>
    /// <param name="bytes">Its bytes.</param>
    /// <param name="mediaType">Its kind; null finds it out from the first bytes.</param>
    /// <returns>The image.</returns>
    /// <exception cref="ChatInputException">The kind can't be found out.</exception>
    public static ChatImage FromBytes(byte[] bytes, string? mediaType = null) => new(
        address: null,
        bytes,
        mediaType ?? Recognise(bytes) ?? throw new ChatInputException(ChatErrorKind.InvalidRequest, "These bytes are no PNG, JPEG, GIF or WebP image."));

    /// <summary>An image file, which goes with the request.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The image.</returns>
    /// <exception cref="ChatInputException">The file can't be read or is no image.</exception>
    public static ChatImage FromFile(string path)
    {
        try
        {
            return FromBytes(File.ReadAllBytes(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new ChatInputException(ChatErrorKind.InvalidRequest, $"The image '{path}' can't be read: {exception.Message}", exception);
        }
    }

    /// <summary>The bytes as base64 text, without a prefix.</summary>
    internal string ToBase64() => Convert.ToBase64String(Bytes!);

    /// <summary>The address, or the bytes as a data address.</summary>
    internal string ToAddress() => Address?.AbsoluteUri ?? $"data:{MediaType};base64,{ToBase64()}";

    private static string? Recognise(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> png = [0x89, (byte)'P', (byte)'N', (byte)'G'];
        ReadOnlySpan<byte> jpeg = [0xFF, 0xD8, 0xFF];
        if (bytes.StartsWith(png))
            return "image/png";
        if (bytes.StartsWith(jpeg))
            return "image/jpeg";
        if (bytes.StartsWith("GIF8"u8))
            return "image/gif";
        return bytes.Length >= 12 && bytes.StartsWith("RIFF"u8) && bytes.Slice(8).StartsWith("WEBP"u8) ? "image/webp" : null;
    }
}
