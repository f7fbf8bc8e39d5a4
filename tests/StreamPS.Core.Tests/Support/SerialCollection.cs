using Xunit;

namespace StreamPS.Tests.Support;

/// <summary>Tests that measure time, threads, memory or sockets: nothing runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class SerialCollection
{
    public const string Name = "Serial";
}
