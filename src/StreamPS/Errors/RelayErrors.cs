using System.Management.Automation;

namespace StreamPS.Errors;

/// <summary>What there is to say of relays that aren't there.</summary>
internal static class RelayErrors
{
    public static ErrorRecord NotFound(int port) =>
        new ChatInputException(ChatErrorKind.RelayNotFound, $"This session has no relay on port {port}.").ToErrorRecord(port);

    public static ErrorRecord NoneRuns() =>
        new ChatInputException(ChatErrorKind.RelayNotFound, "This session has no relay that runs.").ToErrorRecord(target: null);
}
