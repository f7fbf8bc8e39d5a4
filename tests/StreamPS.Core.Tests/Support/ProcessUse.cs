using System;
using System.Diagnostics;
using System.IO;

namespace StreamPS.Tests.Support;

/// <summary>What this process holds of what it has to give back.</summary>
/// <param name="Handles">Open handles, sockets among them; 0 where the platform doesn't count them.</param>
/// <param name="Threads">Threads.</param>
/// <param name="Bytes">Memory that is in use after a collection.</param>
internal sealed record ProcessUse(int Handles, int Threads, long Bytes)
{
    public static ProcessUse Measure()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        return new ProcessUse(CountHandles(process), process.Threads.Count, GC.GetTotalMemory(forceFullCollection: true));
    }

    private static int CountHandles(Process process) =>
        Directory.Exists("/proc/self/fd") ? Directory.GetFiles("/proc/self/fd").Length : OperatingSystem.IsWindows() ? process.HandleCount : 0;
}
