using System;
using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using System.Security;
using StreamPS.Binding;
using StreamPS.Completion;
using StreamPS.Errors;

namespace StreamPS.Commands;

/// <summary>A cmdlet that talks to a service: which one, and how it's reached.</summary>
public abstract class ChatServiceCommand : ChatCommand
{
    /// <summary>The longest time a parameter takes, in seconds: more than the platform's timers can wait makes no sense.</summary>
    protected const int LongestTime = int.MaxValue / 1000;

    /// <summary>The service.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Provider { get; set; }

    /// <summary>The service's address, up to the protocol's own path.</summary>
    [Parameter]
    [ValidateNotNull]
    public Uri? BaseUri { get; set; }

    /// <summary>The wire format, where it isn't the provider's.</summary>
    [Parameter]
    public ChatProtocol? Protocol { get; set; }

    /// <summary>The service's key.</summary>
    [Parameter]
    [ApiKeyTransformation]
    [ValidateNotNull]
    public SecureString? ApiKey { get; set; }

    /// <summary>Headers to add to the request.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? Headers { get; set; }

    /// <summary>The proxy's address.</summary>
    [Parameter]
    [ValidateNotNull]
    public Uri? Proxy { get; set; }

    /// <summary>Name and password for the proxy.</summary>
    [Parameter]
    [Credential]
    public PSCredential? ProxyCredential { get; set; }

    /// <summary>Accepts any certificate.</summary>
    [Parameter]
    public SwitchParameter SkipCertificateCheck { get; set; }

    /// <summary>How long it may take to reach the service, in seconds; 0 sets no limit.</summary>
    [Parameter]
    [ValidateRange(0, LongestTime)]
    public int ConnectionTimeoutSeconds { get; set; } = 15;

    /// <summary>How long everything may take, in seconds; 0 sets no limit.</summary>
    [Parameter]
    [ValidateRange(0, LongestTime)]
    public int TimeoutSec { get; set; }

    /// <summary>How many times a request is sent again that failed before its reply began.</summary>
    [Parameter]
    [ValidateRange(0, 100)]
    public int MaximumRetryCount { get; set; } = 2;

    /// <summary>How long to wait before each retry, in seconds, when the service doesn't say; 0 waits longer each time.</summary>
    [Parameter]
    [ValidateRange(0, LongestTime)]
    public int RetryIntervalSec { get; set; }

    /// <summary>How long all waits before retries may take together, in seconds.</summary>
    [Parameter]
    [ValidateRange(0, LongestTime)]
    public int MaximumRetryWaitSec { get; set; } = 60;

    /// <summary>The client for the service that was chosen.</summary>
    private protected ChatClient Client { get; private set; } = null!;

    /// <summary>The thread that waits for the engine, and writes what it tells.</summary>
    private protected PipelineThread Pipeline { get; private set; } = null!;

    /// <summary>The profile that the service was chosen by; null when it was chosen otherwise.</summary>
    private protected ChatProfile? Profile { get; private set; }

    /// <summary>Chooses the service. Nothing is sent yet.</summary>
    protected override void BeginProcessing()
    {
        Pipeline = new PipelineThread(this);
        try
        {
            var choice = ChooseService();
            Profile = choice.Profile;
            Client = CreateClient(choice, ApiKey, Headers);
        }
        catch (ChatException exception)
        {
            FailToConnect(exception);
        }
    }

    /// <summary>Says that there is no client: ends the command with an error, unless a cmdlet knows better.</summary>
    /// <param name="exception">Why there is none.</param>
    protected virtual void FailToConnect(ChatException exception) =>
        ThrowTerminatingError(exception.ToErrorRecord(target: Provider ?? (BaseUri is null ? null : MaskedAddress.Of(BaseUri.OriginalString))));

    /// <summary>How long the parts of a reply may take.</summary>
    private protected virtual ChatTimeouts GetTimeouts() => new()
    {
        Connection = LimitOf(ConnectionTimeoutSeconds),
        Total = LimitOf(TimeoutSec),
    };

    /// <summary>How many times a reply that was cut may be continued.</summary>
    private protected virtual int GetMaximumResumeCount() => 0;

    /// <summary>Whether the tokens of a reply are counted that ended without the service's own count.</summary>
    private protected virtual bool EstimatesUsage => false;

    /// <summary>The cassette that the command records to or is answered by.</summary>
    private protected virtual CassetteChoice? Cassette => null;

    /// <summary>How the Demo provider fails; null lets it answer.</summary>
    private protected virtual DemoFault? DemoFault => null;

    /// <summary>The service that the command line names, or else the one that is usual here.</summary>
    /// <exception cref="ChatException">There is none.</exception>
    private protected virtual ProviderChoice ChooseService() => ProviderChoice.Make(Provider, BaseUri, Protocol);

    /// <summary>Whether there is somebody to write what the engine tells: not when it works on after the command has ended.</summary>
    private protected virtual bool IsListening => true;

    /// <summary>A time in seconds, of which 0 means that there is none.</summary>
    private protected static TimeSpan? LimitOf(int seconds) => seconds == 0 ? null : TimeSpan.FromSeconds(seconds);

    /// <summary>The fields to merge into a request's body. What has no JSON form ends the command.</summary>
    private protected Dictionary<string, object?> ReadExtraBody(IDictionary? fields)
    {
        try
        {
            return PlainValue.FromDictionary(fields ?? new Hashtable());
        }
        catch (ChatException exception)
        {
            ThrowTerminatingError(exception.ToErrorRecord(target: fields));
            throw;
        }
    }

    /// <summary>A client for a service. Without a key, it's looked for where the provider has it.</summary>
    /// <exception cref="ChatException">There is no key, or what is given can't be sent.</exception>
    private protected ChatClient CreateClient(ProviderChoice choice, SecureString? key, IDictionary? headers)
    {
        return new ChatClient(choice.Provider, new ChatClientOptions
        {
            ApiKey = key is not null ? new ApiKey(key) : Cassette?.Player is null ? KeySource.Find(choice, InvokeCommand) : null,
            Headers = HeaderTable.Read(headers, choice.Profile?.Headers),
            Connection = new ConnectionOptions
            {
                Proxy = Proxy,
                ProxyCredential = ProxyCredential?.GetNetworkCredential(),
                SkipCertificateCheck = SkipCertificateCheck,
            },
            Timeouts = GetTimeouts(),
            Retry = new ChatRetryOptions
            {
                MaximumCount = MaximumRetryCount,
                Interval = LimitOf(RetryIntervalSec),
                MaximumWait = TimeSpan.FromSeconds(MaximumRetryWaitSec),
            },
            MaximumResumeCount = GetMaximumResumeCount(),
            EstimateUsage = EstimatesUsage,
            // What was learned from other requests changes the next ones, and a cassette is to be the same whatever went before.
            Memory = Cassette is { Recorder: null, Player: null } or null ? RunspaceState.Current.Memory : new ServiceMemory(),
            Recorder = Cassette?.Recorder,
            Player = Cassette?.Player,
            Fault = DemoFault,
            Trace = IsListening ? Pipeline.Trace : null,
            Waiting = IsListening ? Pipeline.Announce : null,
        });
    }
}
