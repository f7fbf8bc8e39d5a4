using System;
using System.Threading.Tasks;
using BenchmarkDotNet.Running;
using StreamPS.Benchmarks.Engine;

namespace StreamPS.Benchmarks;

/// <summary><c>engine …</c> measures the engine against a server that is given; anything else is BenchmarkDotNet's.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        if (args is ["engine", .. var options])
            return await EngineCommand.RunAsync(options);

        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, new BenchmarkConfig());
        return 0;
    }
}
