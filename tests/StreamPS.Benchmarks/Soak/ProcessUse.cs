using System;
using System.Diagnostics;
using System.IO;

namespace StreamPS.Benchmarks.Soak;

/// <summary>What this process holds, after a collection. Its text is the cells of a table.</summary>
/// <param name="Handles">Open handles, sockets among them; 0 where the platform doesn't count them.</param>
/// <param name="Threads">Threads.</param>
/// <param name="ManagedBytes">What the collector left.</param>
/// <param name="WorkingSet">What the process has of the machine's memory.</param>
internal sealed record ProcessUse(int Handles, int Threads, long ManagedBytes, long WorkingSet)
{
    public static ProcessUse Measure()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        long managed = GC.GetTotalMemory(forceFullCollection: true);
        using var process = Process.GetCurrentProcess();
        int handles = Directory.Exists("/proc/self/fd") ? Directory.GetFiles("/proc/self/fd").Length : OperatingSystem.IsWindows() ? process.HandleCount : 0;
        return new ProcessUse(handles, process.Threads.Count, managed, process.WorkingSet64);
    }

    public override string ToString() => FormattableString.Invariant($"{Handles} | {Threads} | {ManagedBytes / 1024:n0} | {WorkingSet / 1024 / 1024:n0}");
}
