using System.Linq;
using StreamPS.LoopbackServer;

namespace StreamPS.Tests.Faults;

internal static class ReplyCuts
{
    /// <summary>The same reply without its last step.</summary>
    public static Reply WithoutLast(this Reply reply) => reply with { Steps = [.. reply.Steps.SkipLast(1)] };
}
