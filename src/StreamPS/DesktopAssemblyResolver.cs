#if !NET
using System;
using System.IO;
using System.Management.Automation;
using System.Reflection;

namespace StreamPS;

/// <summary>
/// On .NET Framework an assembly that another one asks for must have the exact version it was compiled against. This hands out the copies in
/// the module's own folder, whatever version is asked for, and answers for those names only.
/// </summary>
public sealed class DesktopAssemblyResolver : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    private static readonly string Folder = Path.GetDirectoryName(typeof(DesktopAssemblyResolver).Assembly.Location)!;

    /// <inheritdoc/>
    public void OnImport() => AppDomain.CurrentDomain.AssemblyResolve += Resolve;

    /// <inheritdoc/>
    public void OnRemove(PSModuleInfo psModuleInfo) => AppDomain.CurrentDomain.AssemblyResolve -= Resolve;

    private static Assembly? Resolve(object? sender, ResolveEventArgs request)
    {
        string name = new AssemblyName(request.Name).Name!;
        string path = Path.Combine(Folder, name + ".dll");
        bool isOurs = name.StartsWith("System.", StringComparison.Ordinal) || name.StartsWith("Microsoft.Bcl.", StringComparison.Ordinal);
        return isOurs && File.Exists(path) ? Assembly.LoadFrom(path) : null;
    }
}
#endif
