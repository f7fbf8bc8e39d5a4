using System;
using System.ClientModel;
using System.Diagnostics.CodeAnalysis;
using System.Net.Http;
using System.Text;
using System.Threading.Tasks;
using BenchmarkDotNet.Attributes;
using OpenAI;

namespace StreamPS.Benchmarks;

/// <summary>Whole streams from a server in a process of its own, over a socket.</summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "BenchmarkDotNet calls Cleanup.")]
public class StreamBenchmarks
{
    private const int Deltas = 200_000;
    private const string Model = "test-model";
    private const string Body = """{"model":"test-model","messages":[{"role":"user","content":"Hello"}],"stream":true}""";

    private ServerProcess _server = null!;
    private HttpClient _http = null!;
    private ChatClient _client = null!;
    private OpenAI.Chat.ChatClient _openAI = null!;
    private Uri _endpoint = null!;

    /// <summary>Starts the server.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _http = new HttpClient();
        _server = ServerProcess.Start();
        var address = _server.Serve(_http, Deltas);
        _endpoint = new Uri($"{address}/chat/completions");
        _client = new ChatClient(ChatProvider.FromBaseUri(address));
        _openAI = new OpenAI.Chat.ChatClient(Model, new ApiKeyCredential("none"), new OpenAIClientOptions { Endpoint = address });
    }

    /// <summary>Ends the server.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        _server.Dispose();
        _http.Dispose();
    }

    /// <summary>By hand, with what is in the box.</summary>
    [Benchmark(Description = "HttpClient + SseParser + Utf8JsonReader", Baseline = true, OperationsPerInvoke = Deltas)]
    public async Task<int> ReadByHandAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _endpoint) { Content = new StringContent(Body, Encoding.UTF8, "application/json") };
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await using var stream = await response.Content.ReadAsStreamAsync();
        int deltas = 0;
        await foreach (var item in Rivals.ReadWithReaderAsync(stream))
            deltas += string.IsNullOrEmpty(item.Data) ? 0 : 1;
        return Check(deltas);
    }

    /// <summary>OpenAI's own client.</summary>
    [Benchmark(Description = "OpenAI .NET SDK", OperationsPerInvoke = Deltas)]
    public async Task<int> ReadWithOpenAIAsync()
    {
        int deltas = 0;
        await foreach (var update in _openAI.CompleteChatStreamingAsync("Hello"))
            deltas += update.ContentUpdate.Count > 0 && update.ContentUpdate[0].Text.Length > 0 ? 1 : 0;
        return Check(deltas);
    }

    /// <summary>The engine.</summary>
    [Benchmark(Description = "StreamPS", OperationsPerInvoke = Deltas)]
    public async Task<int> ReadAsync()
    {
        int deltas = 0;
        await foreach (var delta in _client.Stream("Hello"))
            deltas += delta.Content is null ? 0 : 1;
        return Check(deltas);
    }

    private static int Check(int deltas) =>
        deltas == Deltas ? deltas : throw new InvalidOperationException($"{deltas} of {Deltas} deltas arrived.");
}
