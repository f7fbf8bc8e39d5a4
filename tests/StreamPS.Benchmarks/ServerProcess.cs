using System;
using System.Diagnostics;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Json;
using System.Reflection;

namespace StreamPS.Benchmarks;

/// <summary>The tests' server in a process of its own: its work must not count as the client's, nor its garbage.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process _process;

    private ServerProcess(Process process, Uri address)
    {
        _process = process;
        Address = address;
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Starts a server. It lives as long as its standard input is open, so it can't outlive this process.</summary>
    public static ServerProcess Start()
    {
        // A proxy of the machine must not get between.
        Environment.SetEnvironmentVariable("NO_PROXY", "127.0.0.1,localhost");
        var process = Process.Start(new ProcessStartInfo("dotnet", [FindAssembly()])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        string line = process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The loopback server didn't start.");
        return new ServerProcess(process, new Uri(line));
    }

    /// <summary>Answers each request below the address returned with as many deltas as given.</summary>
    /// <remarks>It waits, because BenchmarkDotNet's set-up does: in-process, it begins before an asynchronous one is through.</remarks>
    public Uri Serve(HttpClient http, int count)
    {
        string path = $"/bulk-{count}";
        Script(http, new { path = $"{path}/chat/completions", always = true, bulk = new { count } });
        return new Uri(Address, path);
    }

    /// <summary>Scripts a reply, as the server's control API takes it.</summary>
    public void Script(HttpClient http, object reply)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Address, "/control/replies")) { Content = JsonContent.Create(reply) };
        using var response = http.Send(request);
        response.EnsureSuccessStatusCode();
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(10)))
            _process.Kill();
        _process.Dispose();
    }

    // As in tests/Pester/LoopbackServer.psm1. BenchmarkDotNet runs copies of this program from folders of its own, so that the place was noted by the build.
    private static string FindAssembly() =>
        Environment.GetEnvironmentVariable("STREAMPS_LOOPBACK_SERVER")
        ?? typeof(ServerProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "LoopbackServer").Value!;
}
