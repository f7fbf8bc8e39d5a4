namespace StreamPS;

/// <summary>What went wrong. The names are the error ids that scripts match on: they don't change.</summary>
public enum ChatErrorKind
{
    /// <summary>The provider's name isn't known.</summary>
    UnknownProvider,

    /// <summary>No provider was chosen, and the environment doesn't say which one is meant.</summary>
    ProviderNotChosen,

    /// <summary>The provider needs a key and none was found.</summary>
    ApiKeyMissing,

    /// <summary>The file with the profiles can't be used, or a profile in it.</summary>
    InvalidConfiguration,

    /// <summary>Part of the request can't be sent as it is.</summary>
    InvalidRequest,

    /// <summary>A file that a message needs isn't there.</summary>
    FileNotFound,

    /// <summary>A file that a message needs can't be read, or has something else in it.</summary>
    FileNotReadable,

    /// <summary>What was given as an image is none, or of a kind that services don't take.</summary>
    InvalidImage,

    /// <summary>The service has no endpoint that counts tokens.</summary>
    TokenCountUnavailable,

    /// <summary>The request has more tokens than the caller allows.</summary>
    PromptTooLong,

    /// <summary>The service's name can't be resolved.</summary>
    NameResolutionFailure,

    /// <summary>No connection could be made.</summary>
    ConnectionFailed,

    /// <summary>The proxy refused or failed.</summary>
    ProxyFailure,

    /// <summary>The certificate or the encryption was not accepted.</summary>
    TlsFailure,

    /// <summary>The connection broke before the stream's end.</summary>
    ConnectionLost,

    /// <summary>The time allowed for the first delta ran out.</summary>
    FirstTokenTimeout,

    /// <summary>The stream had begun and then brought nothing for longer than it's allowed to.</summary>
    IdleTimeout,

    /// <summary>The time allowed for the whole reply ran out.</summary>
    TimedOut,

    /// <summary>The key was not accepted.</summary>
    Unauthorized,

    /// <summary>The key is valid, but not for this.</summary>
    Forbidden,

    /// <summary>The service doesn't have the model.</summary>
    ModelNotFound,

    /// <summary>Too many requests or tokens in too short a time.</summary>
    RateLimited,

    /// <summary>The account's quota or balance is used up.</summary>
    QuotaExceeded,

    /// <summary>The service has too much to do.</summary>
    Overloaded,

    /// <summary>The request doesn't fit the model's context.</summary>
    ContextLengthExceeded,

    /// <summary>The service's filter refused the request or the reply.</summary>
    ContentFiltered,

    /// <summary>The service failed.</summary>
    ServiceError,

    /// <summary>What arrived isn't what the protocol says: no event stream, or a frame that can't be read.</summary>
    ProtocolError,

    /// <summary>The stream ended without its end marker.</summary>
    IncompleteStream,

    /// <summary>The answer isn't what its schema says.</summary>
    AnswerMismatch,

    /// <summary>The model called tools more often in a row than it may.</summary>
    TooManyToolRounds,

    /// <summary>A tool's call needs a person's consent, and nobody can be asked.</summary>
    ToolNotConfirmed,

    /// <summary>A relay's port is in use.</summary>
    PortInUse,

    /// <summary>A relay's port may not be taken.</summary>
    PortForbidden,

    /// <summary>The machine doesn't have the address that a relay was to listen on.</summary>
    AddressUnavailable,

    /// <summary>A relay that others can reach needs an access token.</summary>
    AccessTokenMissing,

    /// <summary>There is no such relay.</summary>
    RelayNotFound,

    /// <summary>A cassette can't be read, or has something in it that can't be replayed.</summary>
    InvalidCassette,

    /// <summary>A cassette doesn't have the answer to a request, or not all of it.</summary>
    CassetteMismatch,

    /// <summary>A cassette can't be written.</summary>
    CassetteNotWritable,
}
