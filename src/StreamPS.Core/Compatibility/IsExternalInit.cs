#if !NET
namespace System.Runtime.CompilerServices;

/// <summary>The compiler asks for this type where properties are set by <c>init</c>; netstandard2.0 lacks it.</summary>
internal static class IsExternalInit;
#endif
