using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json;
using System.Threading.Tasks;
using StreamPS.Cassettes;
using StreamPS.Protocols;

namespace StreamPS;

/// <summary>
/// Writes requests and their answers to a cassette as they come. A file that is there goes on: the recording is added to it. It can be used by
/// several threads, and every line is in the file when it's written, so that a crash leaves a cassette that can be replayed.
/// </summary>
public sealed class CassetteRecorder : IDisposable
{
    private readonly object _lock = new();
    private readonly TimeProvider _clock;
    private readonly Func<string, Stream> _openFile;
    private readonly MemoryStream _line = new();
    private readonly Utf8JsonWriter _writer;
    private readonly HashSet<RecordedExchange> _open = [];
    private Stream? _file;
    private TaskCompletionSource<bool>? _idle;
    private bool _isDisposed;
    private int _count;

    /// <summary>Makes a recorder. The file isn't touched yet.</summary>
    /// <param name="path">The file.</param>
    /// <param name="clock">The clock that the times go by; null takes the system's.</param>
    public CassetteRecorder(string path, TimeProvider? clock = null)
        : this(path, clock, CassetteFile.Open)
    {
    }

    /// <summary>The same with another file than the disk's.</summary>
    internal CassetteRecorder(string path, TimeProvider? clock, Func<string, Stream> openFile)
    {
        Path = System.IO.Path.GetFullPath(path);
        _clock = clock ?? TimeProvider.System;
        _openFile = openFile;
        _writer = new Utf8JsonWriter(_line, RequestBodyWriter.JsonOptions);
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Why the recording has ended before its time; null when it hasn't. The replies go on without it.</summary>
    public ChatException? Failure { get; private set; }

    /// <summary>Opens the file, or makes it. The first request does that, too: calling this tells earlier whether it can be written.</summary>
    /// <exception cref="ChatCassetteException">It can't be written, or it has something else in it.</exception>
    public void Open()
    {
        lock (_lock)
        {
            if (_file is not null || _isDisposed || Failure is not null)
                return;

            _file = _openFile(Path);
            WriteLine(line =>
            {
                line.WriteString(CassetteNames.Cassette, CassetteNames.Format);
                line.WriteNumber(CassetteNames.VersionField, CassetteNames.Version);
                line.WriteString(CassetteNames.RecordedAt, _clock.GetUtcNow());
            });
            if (Failure is not { } failure)
                return;

            // Nothing has been recorded yet that the replies could go on without.
            Failure = null;
            throw failure;
        }
    }

    /// <summary>Waits until the answers under way have ended: a reply is complete a moment before its answer is.</summary>
    /// <returns>A task that completes then.</returns>
    public Task CompleteAsync()
    {
        lock (_lock)
        {
            if (_open.Count == 0)
                return Task.CompletedTask;

            _idle ??= new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            return _idle.Task;
        }
    }

    /// <summary>Closes the file. What comes after that isn't recorded.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            Close();
        }
    }

    /// <summary>Takes a request that is about to be sent, and gives it its number.</summary>
    /// <exception cref="ChatCassetteException">The file can't be written.</exception>
    internal int Begin(RecordedExchange exchange)
    {
        Open();
        lock (_lock)
        {
            _open.Add(exchange);
            return ++_count;
        }
    }

    /// <summary>Says that an exchange has ended.</summary>
    internal void End(RecordedExchange exchange)
    {
        lock (_lock)
        {
            _open.Remove(exchange);
            if (_open.Count > 0)
                return;

            _idle?.TrySetResult(true);
            _idle = null;
        }
    }

    /// <summary>Writes a line. What goes wrong ends the recording, and not the reply.</summary>
    internal void Write(Action<Utf8JsonWriter> writeFields)
    {
        lock (_lock)
        {
            if (_file is not null)
                WriteLine(writeFields);
        }
    }

    private void WriteLine(Action<Utf8JsonWriter> writeFields)
    {
        _line.SetLength(0);
        _writer.Reset();
        _writer.WriteStartObject();
        writeFields(_writer);
        _writer.WriteEndObject();
        _writer.Flush();
        _line.WriteByte((byte)'\n');
        long before = _file!.CanSeek ? _file.Position : 0;
        try
        {
            _file.Write(_line.GetBuffer(), 0, (int)_line.Length);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Failure = new ChatCassetteException(ChatErrorKind.CassetteNotWritable, $"The recording to '{Path}' has ended early: {exception.Message}", exception);
            CutTo(before);
            Close();
        }
    }

    // Half a line is better taken away; if that fails, too, whoever reads the cassette leaves it out.
    private void CutTo(long length)
    {
        try
        {
            _file!.SetLength(length);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            // The first failure is the one to report.
        }
    }

    private void Close()
    {
        try
        {
            _file?.Dispose();
        }
        catch (IOException exception)
        {
            Failure ??= new ChatCassetteException(ChatErrorKind.CassetteNotWritable, $"The recording to '{Path}' isn't whole: {exception.Message}", exception);
        }

        _file = null;
    }
}
