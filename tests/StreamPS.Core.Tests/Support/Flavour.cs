namespace StreamPS.Tests.Support;

/// <summary>Which build of the engine is under test.</summary>
internal static class Flavour
{
#if NETSTANDARD_FLAVOUR
    public const bool IsNetStandard = true;
#else
    public const bool IsNetStandard = false;
#endif
}
