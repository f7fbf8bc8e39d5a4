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

    /// <summary>How long a whole reply may take, in seconds; 0 sets no limit.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue / 1000)]
    public int TimeoutSec { get; set; }

    /// <summary>The client for the service that was chosen.</summary>
    private protected ChatClient Client { get; private set; } = null!;

    /// <summary>What the engine tells about requests, for the verbose and debug streams.</summary>
    private protected TraceNotes Notes { get; private set; } = null!;

    /// <summary>The profile that the service was chosen by; null when it was chosen otherwise.</summary>
    private protected ChatProfile? Profile { get; private set; }

    /// <summary>Chooses the service. Nothing is sent yet.</summary>
    protected override void BeginProcessing()
    {
        try
        {
            Client = CreateClient();
        }
        catch (ChatException exception)
        {
            FailToConnect(exception);
        }
    }

    /// <summary>Says that there is no client: ends the command with an error, unless a cmdlet knows better.</summary>
    /// <param name="exception">Why there is none.</param>
    protected virtual void FailToConnect(ChatException exception) =>
        ThrowTerminatingError(exception.ToErrorRecord(target: Provider ?? BaseUri?.OriginalString));

    private ChatClient CreateClient()
    {
        Notes = new TraceNotes(this);
        var choice = ProviderChoice.Make(Provider, BaseUri, Protocol);
        Profile = choice.Profile;
        return new ChatClient(choice.Provider, new ChatClientOptions
        {
            ApiKey = ApiKey is not null ? new ApiKey(ApiKey) : KeySource.Find(choice, InvokeCommand),
            Headers = ReadHeaders(),
            Connection = new ConnectionOptions
            {
                Proxy = Proxy,
                ProxyCredential = ProxyCredential?.GetNetworkCredential(),
                SkipCertificateCheck = SkipCertificateCheck,
            },
            Timeout = TimeoutSec == 0 ? null : TimeSpan.FromSeconds(TimeoutSec),
            Memory = RunspaceState.Current.Memory,
            Trace = Notes.Trace,
        });
    }

    private Dictionary<string, string> ReadHeaders()
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var header in Profile?.Headers ?? new Dictionary<string, string>())
            headers[header.Key] = header.Value;
        foreach (DictionaryEntry header in Headers ?? new Hashtable())
            headers[LanguagePrimitives.ConvertTo<string>(header.Key)] = LanguagePrimitives.ConvertTo<string>(header.Value);
        return headers;
    }
}
