using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using StreamPS.LoopbackServer;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Cassettes;

/// <summary>A test with a server and a cassette.</summary>
public abstract class CassetteTest : ServerTest
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cassette");

    /// <summary>The cassette.</summary>
    private protected string File => Path.Combine(_folder.FullName, "test.jsonl");

    private protected string Folder => _folder.FullName;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Asks the server and records it.</summary>
    private protected async Task<Played> RecordAsync(Func<CassetteRecorder, ChatClient> createClient, ChatRequest? request = null)
    {
        using var recorder = new CassetteRecorder(File);
        var played = await Played.ReadAsync(createClient(recorder), request ?? new ChatRequest("Hello"));
        await recorder.CompleteAsync().WaitAsync(Limit);
        Assert.Null(recorder.Failure);
        return played;
    }

    /// <summary>Asks the server with the reply given and records it.</summary>
    private protected Task<Played> RecordAsync(params Reply[] replies)
    {
        Server.Respond(replies);
        return RecordAsync(recorder => CreateClient(Options(recorder)));
    }

    /// <summary>Options that send each request once and record it.</summary>
    private protected static ChatClientOptions Options(CassetteRecorder recorder) =>
        new() { ApiKey = new ApiKey(Key), Retry = ChatRetryOptions.None, Recorder = recorder };

    /// <summary>A player of the file, without any time between the pieces.</summary>
    private protected CassettePlayer Player(CassetteMatch match = CassetteMatch.Request) => new(Cassette.Load(File)) { Speed = 0, Match = match };

    /// <summary>Asks the cassette, with as many retries as are said.</summary>
    private protected Task<Played> ReplayAsync(ChatRequest? request = null, int retries = 0, int resumes = 0) =>
        Played.ReadAsync(
            new ChatClient(Cassette.Load(File).Provider!, new ChatClientOptions { Player = Player(), Retry = new ChatRetryOptions { MaximumCount = retries }, MaximumResumeCount = resumes }),
            request ?? new ChatRequest("Hello"));

    /// <summary>The lines of the file.</summary>
    private protected IReadOnlyList<JsonElement> ReadLines() => [.. System.IO.File.ReadLines(File).Select(line => JsonElement.Parse(line))];

    /// <summary>The lines of a kind.</summary>
    private protected IReadOnlyList<JsonElement> ReadLines(string kind) => [.. ReadLines().Where(line => line.TryGetProperty(kind, out _))];

    /// <summary>The bytes of the pieces of a request.</summary>
    private protected byte[] ReadBody(int request) =>
    [
        .. ReadLines("piece").Where(line => line.GetProperty("piece").GetInt32() == request).SelectMany(line =>
            line.TryGetProperty("text", out var text) ? System.Text.Encoding.UTF8.GetBytes(text.GetString()!) : line.GetProperty("base64").GetBytesFromBase64()),
    ];
}
