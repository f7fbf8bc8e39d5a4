using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;

namespace StreamPS.Binding;

/// <summary>Makes images of what users give: paths, files, addresses, bytes and images.</summary>
internal sealed class ImageReader
{
    private const string DataScheme = "data:";

    private readonly FileLocator _files;

    public ImageReader(FileLocator files)
    {
        _files = files;
    }

    /// <summary>The images that a value stands for.</summary>
    /// <param name="value">The value.</param>
    /// <param name="findFiles">Finds the files that a path means.</param>
    /// <exception cref="ChatInputException">It's no image, or can't be read.</exception>
    public IEnumerable<ChatImage> Read(object? value, Func<string, IReadOnlyList<string>> findFiles)
    {
        object? plain = value is PSObject wrapped ? wrapped.BaseObject : value;
        return plain switch
        {
            ChatImage image => [image],
            byte[] bytes => [FromBytes(bytes, "These bytes are")],
            IEnumerable items and not (string or IDictionary) when ObjectList.IsBytes(items) => [FromBytes(LanguagePrimitives.ConvertTo<byte[]>(items), "These bytes are")],
            FileSystemInfo file => [FromFile(_files.Locate(file.FullName))],
            Uri { IsAbsoluteUri: true, IsFile: true } address => [FromFile(_files.Locate(address.LocalPath))],
            Uri address => FromText(address.OriginalString, findFiles),
            string text => FromText(text, findFiles),
            _ => [FromFields(value) ?? throw Invalid($"An image is a path, an address, the bytes of a file or a ChatImage, not {(plain is null ? "null" : plain.GetType().ToString())}.")],
        };
    }

    /// <summary>The image in a file.</summary>
    /// <exception cref="ChatInputException">It's no image, or can't be read.</exception>
    public static ChatImage FromFile(string file) => FromBytes(FileContent.ReadBytes(file), $"The file '{file}' is");

    private static IEnumerable<ChatImage> FromText(string text, Func<string, IReadOnlyList<string>> findFiles)
    {
        if (string.IsNullOrWhiteSpace(text))
            throw Invalid("An image is a path or an address, and this text is empty.");
        if (text.StartsWith(DataScheme, StringComparison.OrdinalIgnoreCase))
            return [FromDataAddress(text)];
        return IsWebAddress(text) ? [FromAddress(text)] : findFiles(text).Select(FromFile);
    }

    private static bool IsWebAddress(string text) =>
        text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    private static ChatImage FromAddress(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address)
        ? ChatImage.FromUri(address)
        : throw Invalid($"'{MaskedAddress.Of(text)}' is no address of an image.");

    // The bytes themselves, so that the formats that have no place for such an address take them, too.
    private static ChatImage FromDataAddress(string text)
    {
        int comma = text.IndexOf(',');
        string head = comma < 0 ? "" : text.Substring(DataScheme.Length, comma - DataScheme.Length);
        try
        {
            if (head.EndsWith(";base64", StringComparison.OrdinalIgnoreCase))
                return FromBytes(Convert.FromBase64String(text.Substring(comma + 1)), "The bytes in the data address are");
        }
        catch (FormatException exception)
        {
            throw Invalid("The data address is no base64 text.", exception);
        }

        throw Invalid("A data address of an image begins with data:image/png;base64, or the like.");
    }

    // An image that comes from another session, or was turned into JSON and back.
    private static ChatImage? FromFields(object? value)
    {
        if (MessageFields.Of(value) is not { } fields)
            return null;
        if (fields.Find("bytes") is { } bytes && LanguagePrimitives.TryConvertTo(bytes, out byte[] content))
            return FromBytes(content, "These bytes are");
        return fields.Find("address") is { } address ? FromAddress(LanguagePrimitives.ConvertTo<string>(address)) : null;
    }

    private static ChatImage FromBytes(byte[] bytes, string what)
    {
        try
        {
            return ChatImage.FromBytes(bytes);
        }
        catch (ChatInputException exception)
        {
            throw Invalid($"{what} no PNG, JPEG, GIF or WebP image.", exception);
        }
    }

    private static ChatInputException Invalid(string message, Exception? cause = null) => new(ChatErrorKind.InvalidImage, message, cause);
}
