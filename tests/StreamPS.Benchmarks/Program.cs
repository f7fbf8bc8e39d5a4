using System;
using System.Threading.Tasks;
using BenchmarkDotNet.Running;
using StreamPS.Benchmarks.Engine;
using StreamPS.Benchmarks.Soak;

namespace StreamPS.Benchmarks;

/// <summary><c>engine …</c> measures the engine against a server that is given, <c>soak</c> looks for what streams leave behind, <c>soak-relay</c> keeps a relay busy; anything else is BenchmarkDotNet's.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        if (args is ["engine", .. var options])
            return await EngineCommand.RunAsync(options);
        if (args is ["soak", .. var soakOptions])
            return await SoakCommand.RunAsync(soakOptions);
        if (args is ["soak-relay", .. var relayOptions])
            return await RelaySoakCommand.RunAsync(relayOptions);

        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, new BenchmarkConfig());
        return 0;
    }
}
