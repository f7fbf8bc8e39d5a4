using System.Management.Automation;

namespace StreamPS.Errors;

/// <summary>Turns the engine's exceptions into error records.</summary>
internal static class ChatErrorRecords
{
    /// <summary>The record: its id is the kind of the error, its category and the advice follow from it.</summary>
    public static ErrorRecord ToErrorRecord(this ChatException exception, object? target) =>
        new(exception, exception.Kind.ToString(), CategoryOf(exception.Kind), target) { ErrorDetails = DetailsOf(exception) };

    /// <summary>
    /// The exception that ends the script, as a throw statement does: a cmdlet's terminating error ends its statement only, and a script goes on
    /// with the next one unless it says otherwise.
    /// </summary>
    public static RuntimeException ToScriptEnd(this ChatException exception, object? target, Cmdlet command)
    {
        // The platform adds the cmdlet to the ids of the errors it's given, but not to what is thrown.
        var record = new ErrorRecord(exception, $"{exception.Kind},{command.GetType().FullName}", CategoryOf(exception.Kind), target)
        {
            ErrorDetails = DetailsOf(exception),
        };
        return new RuntimeException(exception.Message, exception, record) { WasThrownFromThrowStatement = true };
    }

    private static ErrorDetails DetailsOf(ChatException exception) => new(exception.Message) { RecommendedAction = AdviceFor(exception.Kind) };

    private static ErrorCategory CategoryOf(ChatErrorKind kind) => kind switch
    {
        ChatErrorKind.UnknownProvider or ChatErrorKind.ModelNotFound or ChatErrorKind.FileNotFound => ErrorCategory.ObjectNotFound,
        ChatErrorKind.TokenCountUnavailable => ErrorCategory.NotImplemented,
        ChatErrorKind.ProviderNotChosen or ChatErrorKind.InvalidRequest or ChatErrorKind.InvalidConfiguration => ErrorCategory.InvalidArgument,
        ChatErrorKind.FileNotReadable => ErrorCategory.ReadError,
        ChatErrorKind.InvalidCassette => ErrorCategory.InvalidData,
        ChatErrorKind.CassetteMismatch => ErrorCategory.ObjectNotFound,
        ChatErrorKind.CassetteNotWritable => ErrorCategory.WriteError,
        ChatErrorKind.InvalidImage => ErrorCategory.InvalidData,
        ChatErrorKind.ApiKeyMissing or ChatErrorKind.Unauthorized => ErrorCategory.AuthenticationError,
        ChatErrorKind.Forbidden or ChatErrorKind.ContentFiltered => ErrorCategory.PermissionDenied,
        ChatErrorKind.NameResolutionFailure or ChatErrorKind.ConnectionFailed or ChatErrorKind.ProxyFailure or ChatErrorKind.ConnectionLost => ErrorCategory.ConnectionError,
        ChatErrorKind.TlsFailure => ErrorCategory.SecurityError,
        ChatErrorKind.FirstTokenTimeout or ChatErrorKind.IdleTimeout or ChatErrorKind.TimedOut => ErrorCategory.OperationTimeout,
        ChatErrorKind.RateLimited or ChatErrorKind.QuotaExceeded => ErrorCategory.QuotaExceeded,
        ChatErrorKind.Overloaded => ErrorCategory.ResourceBusy,
        ChatErrorKind.ContextLengthExceeded or ChatErrorKind.PromptTooLong => ErrorCategory.LimitsExceeded,
        ChatErrorKind.ProtocolError => ErrorCategory.ProtocolError,
        ChatErrorKind.IncompleteStream or ChatErrorKind.AnswerMismatch => ErrorCategory.InvalidResult,
        ChatErrorKind.TooManyToolRounds => ErrorCategory.LimitsExceeded,
        ChatErrorKind.ToolNotConfirmed => ErrorCategory.PermissionDenied,
        ChatErrorKind.PortInUse => ErrorCategory.ResourceExists,
        ChatErrorKind.PortForbidden => ErrorCategory.PermissionDenied,
        ChatErrorKind.AddressUnavailable => ErrorCategory.ResourceUnavailable,
        ChatErrorKind.AccessTokenMissing => ErrorCategory.SecurityError,
        ChatErrorKind.RelayNotFound => ErrorCategory.ObjectNotFound,
        _ => ErrorCategory.NotSpecified,
    };

    /// <summary>What to do about an error.</summary>
    public static string AdviceFor(ChatErrorKind kind) => kind switch
    {
        ChatErrorKind.UnknownProvider => "Choose one of the names listed, or give the address of any OpenAI-compatible service with -BaseUri.",
        ChatErrorKind.ProviderNotChosen => "Give -Provider, or set the environment variable STREAMPS_PROVIDER. '-Provider Demo' works at once.",
        ChatErrorKind.ApiKeyMissing => "Give -ApiKey or set the environment variable named. '-Provider Demo' needs no key.",
        ChatErrorKind.InvalidConfiguration => "Look at what the message names. Set-ChatProvider changes a profile, Remove-ChatProvider removes one.",
        ChatErrorKind.InvalidRequest => "Change what the message names: a parameter, the address, a header, or a field of -ExtraBody.",
        ChatErrorKind.FileNotFound => "Check the path, and the folder you're in. Where a command has -LiteralPath, -LiteralImagePath or -LiteralFilePath, a name with [ ] in it needs that.",
        ChatErrorKind.FileNotReadable => "Give a file that you may read. -File takes text in UTF-8 or with a byte order mark; for text in another encoding, give what Get-Content -Raw -Encoding reads as -Content.",
        ChatErrorKind.InvalidImage => "Give a PNG, JPEG, GIF or WebP image: its file, its bytes, or its address, which begins with http:// or https://.",
        ChatErrorKind.TokenCountUnavailable => "Count with one of the providers named, or ask for the reply: its completion's Usage has the tokens.",
        ChatErrorKind.PromptTooLong => "Shorten the prompt or the conversation, or raise -MaxPromptTokens.",
        ChatErrorKind.NameResolutionFailure => "Check the host name in -BaseUri and the network connection.",
        ChatErrorKind.ConnectionFailed => "Check that the service is running, and the port in -BaseUri. Behind a proxy, give -Proxy; on a slow line, -ConnectionTimeoutSeconds.",
        ChatErrorKind.ProxyFailure => "Check -Proxy and -ProxyCredential.",
        ChatErrorKind.TlsFailure => "Check the address, the system's clock and its trusted certificates. For a service of your own, -SkipCertificateCheck.",
        ChatErrorKind.ConnectionLost => "Send the request again, with -Resume to go on where a reply breaks. What arrived is in the exception's Completion property and in -CompletionVariable.",
        ChatErrorKind.FirstTokenTimeout => "Allow more time with -FirstTokenTimeoutSeconds: models that reason, or that are just being loaded, may need minutes.",
        ChatErrorKind.IdleTimeout => "Send the request again, with -Resume to go on where a reply stalls, or allow more time with -IdleTimeoutSeconds. What arrived is in the exception's Completion property.",
        ChatErrorKind.TimedOut => "Allow more time with -TimeoutSec. What arrived is in the exception's Completion property.",
        ChatErrorKind.Unauthorized => "Check the key, and that it belongs to this service and region.",
        ChatErrorKind.Forbidden => "Check what the account and the key are allowed to use.",
        ChatErrorKind.ModelNotFound => "Check -Model: names differ from service to service.",
        ChatErrorKind.RateLimited => "Wait (the exception's RetryAfter says how long, if the service does) and send the request again.",
        ChatErrorKind.QuotaExceeded => "Check the account's balance and limits: waiting doesn't help.",
        ChatErrorKind.Overloaded => "Wait a little and send the request again, or ask another model.",
        ChatErrorKind.ContextLengthExceeded => "Shorten the prompt or the conversation, lower -MaxTokens, or ask a model with a larger context.",
        ChatErrorKind.ContentFiltered => "Rephrase the request: the service's filter refused it.",
        ChatErrorKind.ServiceError => "Send the request again. If it fails again, name the exception's RequestId to the service's support.",
        ChatErrorKind.ProtocolError => "Check -BaseUri: another server, a login page or a proxy may have answered.",
        ChatErrorKind.IncompleteStream => "Send the request again, with -Resume to go on where a reply ends too early. What arrived is in the exception's Completion property and in -CompletionVariable.",
        ChatErrorKind.AnswerMismatch => "Ask again, with the schema's meaning in the prompt, a simpler schema or another model. The answer's text is in the exception's Completion property.",
        ChatErrorKind.TooManyToolRounds => "Raise -MaxToolRounds if the calls make sense: they're in the exception's Completion property, with the whole exchange in its Messages.",
        ChatErrorKind.ToolNotConfirmed => "Use -ToolMode Auto for tools that may run unattended, or -ToolMode Manual to run the calls yourself.",
        ChatErrorKind.InvalidCassette => "Look at the line that the message names, or record the cassette again with -RecordPath.",
        ChatErrorKind.CassetteMismatch => "Ask what was recorded, record the cassette again, or add the request to it with -RecordPath. -ReplayMatch Order doesn't compare requests.",
        ChatErrorKind.CassetteNotWritable => "Give -RecordPath a file that can be written, or a new one. A reply that was under way isn't affected.",
        ChatErrorKind.PortInUse => "Give another -Port, or -Port 0 for a free one. Get-ChatRelay shows the relays of this session, Stop-ChatRelay stops one.",
        ChatErrorKind.PortForbidden => "Give another -Port: those below 1024 are for administrators on some systems, and Windows keeps ranges of its own (netsh int ipv4 show excludedportrange tcp).",
        ChatErrorKind.AddressUnavailable => "Give an address of this machine, or 0.0.0.0 for all of them. Without -Address, the relay is for this machine alone.",
        ChatErrorKind.AccessTokenMissing => "Give -AccessToken, or leave the relay to this machine and to pages that you name.",
        ChatErrorKind.RelayNotFound => "Get-ChatRelay shows the relays of this session. Another session's ends with that session.",
        _ => "",
    };
}
