using System;
using System.IO;
using System.Text;

namespace StreamPS.Binding;

/// <summary>Reads files whole.</summary>
internal static class FileContent
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="ChatInputException">The file can't be read.</exception>
    public static byte[] ReadBytes(string file)
    {
        try
        {
            return File.ReadAllBytes(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new ChatInputException(ChatErrorKind.FileNotReadable, $"The file '{file}' can't be read: {exception.Message}", exception);
        }
    }

    /// <summary>A text in UTF-8, or in the encoding that its byte order mark names. Anything else would be sent as something that nobody wrote.</summary>
    /// <exception cref="ChatInputException">The file can't be read, or is no text.</exception>
    public static string ReadText(string file)
    {
        using var reader = new StreamReader(new MemoryStream(ReadBytes(file)), StrictUtf8, detectEncodingFromByteOrderMarks: true);
        try
        {
            string text = reader.ReadToEnd();
            return text.IndexOf('\0') < 0 ? text : throw NoText(file);
        }
        catch (DecoderFallbackException exception)
        {
            throw NoText(file, exception);
        }
    }

    private static ChatInputException NoText(string file, Exception? cause = null) =>
        new(ChatErrorKind.FileNotReadable, $"The file '{file}' is no text in UTF-8.", cause);
}
