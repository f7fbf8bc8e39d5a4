using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using StreamPS.LoopbackServer;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Cassettes;

/// <summary>The file that a recorder writes: what becomes of one that is there, and of one that can't be written.</summary>
public sealed class RecorderTests : CassetteTest
{
    [Fact]
    public async Task A_cassette_that_is_there_goes_on()
    {
        await RecordAsync(Answer("one"));
        await RecordAsync(Answer("two"));

        Assert.Equal(2, ReadLines("cassette").Count);
        var player = Player();
        var client = new ChatClient(Cassette.Load(File).Provider!, new ChatClientOptions { Player = player });
        string[] texts = [.. await Task.WhenAll(Enumerable.Range(0, 3).Select(async _ => (await client.CompleteAsync(new ChatRequest("Hello"))).Text))];
        Assert.Equal(["one", "two", "two"], texts.Order());
    }

    [Fact]
    public async Task What_a_crash_left_of_a_line_goes_away()
    {
        await RecordAsync(Answer("one"));
        string whole = System.IO.File.ReadAllText(File);
        System.IO.File.AppendAllText(File, """{"request":2,"prov""");
        await RecordAsync(Answer("two"));

        Assert.StartsWith(whole + "{\"cassette\":", System.IO.File.ReadAllText(File), StringComparison.Ordinal);
        Assert.Equal(2, Cassette.Load(File).Count);
    }

    [Theory]
    [InlineData("Dear diary,\n")]
    [InlineData("{\"type\":\"session\",\"version\":1}\n")]
    [InlineData("{\"cassette\":\"StreamPS\",\"version\":2}\n")]
    [InlineData("{\"cassette\":\"Other\",\"version\":1}\n")]
    [InlineData("{\"cassette\":\"StreamPS\",\"version\":1}")]
    [InlineData("[]\n")]
    public void A_file_with_something_else_is_left_alone(string content)
    {
        System.IO.File.WriteAllText(File, content);
        using var recorder = new CassetteRecorder(File);

        var exception = Assert.Throws<ChatCassetteException>(recorder.Open);

        Assert.Equal(ChatErrorKind.CassetteNotWritable, exception.Kind);
        Assert.Equal($"The cassette '{File}' can't be recorded: it has something else in it than a cassette.", exception.Message);
        Assert.Equal(content, System.IO.File.ReadAllText(File));
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_is_an_error_before_the_request()
    {
        using var recorder = new CassetteRecorder(Folder);

        var exception = await FailAsync(CreateClient(Options(recorder)));

        Assert.Equal((ChatErrorKind.CassetteNotWritable, $"The cassette '{Folder}' can't be recorded: it's a folder."), (exception.Kind, exception.Message));
        Assert.Empty(Server.Requests);
    }

    [Fact]
    public async Task A_file_that_another_records_to_is_in_use()
    {
        using var one = new CassetteRecorder(File);
        one.Open();
        using var other = new CassetteRecorder(File);

        Assert.Equal(ChatErrorKind.CassetteNotWritable, Assert.Throws<ChatCassetteException>(other.Open).Kind);

        one.Dispose();
        Server.Respond(Answer());
        await CreateClient(Options(other)).CompleteAsync(new ChatRequest("Hello"));
        await other.CompleteAsync().WaitAsync(Limit);
        other.Dispose();
        Assert.Equal(1, Cassette.Load(File).Count);
    }

    [Fact]
    public async Task A_full_disk_ends_the_recording_and_not_the_reply()
    {
        Assert.SkipUnless(System.IO.File.Exists("/dev/full"), "There is no /dev/full.");
        using var recorder = new CassetteRecorder("/dev/full");

        var exception = Assert.Throws<ChatCassetteException>(recorder.Open);

        Assert.Equal(ChatErrorKind.CassetteNotWritable, exception.Kind);
        Assert.StartsWith("The recording to '/dev/full' has ended early: ", exception.Message, StringComparison.Ordinal);
        Assert.Equal(ChatErrorKind.CassetteNotWritable, (await FailAsync(CreateClient(Options(recorder)))).Kind);
    }

    [Fact]
    public async Task A_disk_that_becomes_full_leaves_whole_lines_and_the_reply_goes_on()
    {
        var gate = new Gate();
        Server.Respond(Reply.Frames(OpenAIFrames.Content("one")).Then(ReplyStep.WaitFor(gate)).ThenFrames(OpenAIFrames.Content("two"), OpenAIFrames.Done));
        FillingDisk? disk = null;
        using var recorder = new CassetteRecorder(File, clock: null, path => disk = new FillingDisk(path));
        await using var stream = CreateClient(Options(recorder)).Stream("Hello");
        await NextAsync(stream);
        disk!.IsFull = true;
        gate.Open();

        Assert.Equal("onetwo", (await stream.ReadToEndAsync().WaitAsync(Limit)).Text);

        Assert.Equal((ChatErrorKind.CassetteNotWritable, $"The recording to '{File}' has ended early: The disk is full."), (recorder.Failure!.Kind, recorder.Failure.Message));
        Assert.EndsWith("}\n", System.IO.File.ReadAllText(File), StringComparison.Ordinal);
        var replayed = await ReplayAsync();
        Assert.Equal((ChatErrorKind.CassetteMismatch, "one////"), (replayed.Error, replayed.Deltas));
    }

    [Fact]
    public async Task Every_line_is_in_the_file_when_it_is_written()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "On Windows, nobody can read what is being recorded.");
        var gate = new Gate();
        Server.Respond(Reply.Frames(OpenAIFrames.Content("one")).Then(ReplyStep.WaitFor(gate)));
        using var recorder = new CassetteRecorder(File);
        await using var stream = CreateClient(Options(recorder)).Stream("Hello");
        await NextAsync(stream);

        // As another process finds it after a crash. .NET itself doesn't open what is being recorded.
        string copy = File + ".copy";
        using (var process = System.Diagnostics.Process.Start("cp", [File, copy]))
            await process.WaitForExitAsync();

        Assert.Single(Cassette.Load(copy).Exchanges.Single().Pieces);
        gate.Open();
    }

    [Fact]
    public async Task What_comes_after_it_was_closed_is_not_recorded()
    {
        await RecordAsync(Answer());
        long length = new FileInfo(File).Length;
        Server.Respond(Answer("more"));
        var recorder = new CassetteRecorder(File);
        recorder.Dispose();

        Assert.Equal("more", (await CreateClient(Options(recorder)).CompleteAsync(new ChatRequest("Hello"))).Text);
        Assert.Equal(length, new FileInfo(File).Length);
    }

    [Fact]
    public void Recording_and_replaying_exclude_each_other()
    {
        System.IO.File.WriteAllText(File, """{"cassette":"StreamPS","version":1}""");
        using var recorder = new CassetteRecorder(File);

        var exception = Assert.Throws<ChatInputException>(() => CreateClient(new ChatClientOptions { Recorder = recorder, Player = Player() }));

        Assert.Equal(ChatErrorKind.InvalidRequest, exception.Kind);
    }
}
