using System;
using System.Threading;

namespace StreamPS.Transport;

/// <summary>Cancelling from a thread that doesn't own the token source.</summary>
internal static class TokenSourceExtensions
{
    /// <summary>Cancels, unless the owner was faster: what had to be stopped has ended at the same moment then, and on a timer's thread an exception would end the process.</summary>
    public static void CancelUnlessDisposed(this CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // There is nothing left to stop.
        }
    }
}
