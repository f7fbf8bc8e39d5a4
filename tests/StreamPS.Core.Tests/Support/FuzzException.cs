using System;

namespace StreamPS.Tests.Support;

/// <summary>A generated input that failed its check.</summary>
internal sealed class FuzzException(string message, Exception innerException) : Exception(message, innerException);
