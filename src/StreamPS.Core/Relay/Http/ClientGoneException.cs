using System;
using System.IO;

namespace StreamPS.Relay.Http;

/// <summary>The client has left, or was sent away: there is nobody to answer.</summary>
internal sealed class ClientGoneException : IOException
{
    public ClientGoneException(Exception? innerException = null)
        : base("The client has gone.", innerException)
    {
    }
}
