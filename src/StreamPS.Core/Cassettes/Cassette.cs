using System;
using System.Collections.Generic;
using System.IO;
using StreamPS.Cassettes;

namespace StreamPS;

/// <summary>
/// Recorded requests and answers: what a <see cref="CassetteRecorder"/> has written, read and checked. It doesn't change, and can be replayed
/// any number of times.
/// </summary>
public sealed class Cassette
{
    private Cassette(string path, IReadOnlyList<CassetteExchange> exchanges)
    {
        Path = path;
        Exchanges = exchanges;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>How many requests are on it.</summary>
    public int Count => Exchanges.Count;

    /// <summary>Whom the first request was for, with its model as the default one; null when there is no request.</summary>
    public ChatProvider? Provider => Exchanges.Count == 0 ? null : Exchanges[0].Service.ToProvider();

    internal IReadOnlyList<CassetteExchange> Exchanges { get; }

    /// <summary>Reads a cassette.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The cassette.</returns>
    /// <exception cref="ChatCassetteException">There is no such file, it can't be read, it isn't a cassette, or it's damaged.</exception>
    public static Cassette Load(string path)
    {
        if (Directory.Exists(path))
            throw new ChatCassetteException(ChatErrorKind.InvalidCassette, $"'{path}' can't be used as a cassette: it's a folder.");

        try
        {
            return new Cassette(path, CassetteReader.Read(path, File.ReadAllBytes(path)));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ChatCassetteException(ChatErrorKind.FileNotFound, $"There is no cassette '{path}'.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new ChatCassetteException(ChatErrorKind.InvalidCassette, $"The cassette '{path}' can't be read: {exception.Message}", exception);
        }
    }
}
