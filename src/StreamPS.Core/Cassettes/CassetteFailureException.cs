using System.IO;

namespace StreamPS.Cassettes;

/// <summary>A recorded failure on its way out of a body, where whoever reads it expects the failures of streams.</summary>
internal sealed class CassetteFailureException : IOException
{
    public CassetteFailureException(ChatException failure)
        : base(failure.Message, failure)
    {
        Failure = failure;
    }

    /// <summary>The failure as it's reported.</summary>
    public ChatException Failure { get; }
}
