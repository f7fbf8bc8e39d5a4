using System;
using System.Management.Automation;
using System.Net;
using System.Security;
using System.Threading.Tasks;
using StreamPS.Binding;
using StreamPS.Errors;

namespace StreamPS.Commands;

/// <summary>Start-ChatRelay: serves replies to browsers and other programs, beside the shell.</summary>
[Cmdlet(VerbsLifecycle.Start, "ChatRelay", SupportsShouldProcess = true)]
[OutputType(typeof(ChatRelay))]
public sealed class StartChatRelayCommand : ChatRequestOptionsCommand
{
    private static readonly ChatRelayOptions Unchanged = new();

    /// <summary>The port; 0 takes a free one.</summary>
    [Parameter(Position = 0)]
    [ValidateRange(0, 65535)]
    public int Port { get; set; } = ChatRelayOptions.DefaultPort;

    /// <summary>The address to listen on, where others than this machine are to reach the relay.</summary>
    [Parameter]
    [ValidateNotNull]
    public IPAddress? Address { get; set; }

    /// <summary>What clients have to show.</summary>
    [Parameter]
    [ApiKeyTransformation]
    [ValidateNotNull]
    public SecureString? AccessToken { get; set; }

    /// <summary>Origins of other web pages that may use the relay.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] AllowOrigin { get; set; } = [];

    /// <summary>Names that the relay is reached by, beside its address.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] AllowHost { get; set; } = [];

    /// <summary>The most bytes a request's body may have.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int MaxBodySize { get; set; } = Unchanged.MaxBodyBytes;

    /// <summary>The most replies that stream at once.</summary>
    [Parameter]
    [ValidateRange(1, 100_000)]
    public int MaxStreamCount { get; set; } = Unchanged.MaxStreams;

    /// <summary>The most connections at once.</summary>
    [Parameter]
    [ValidateRange(1, 100_000)]
    public int MaxConnectionCount { get; set; } = Unchanged.MaxConnections;

    /// <summary>How long a request's head may take, and then its body, in seconds.</summary>
    [Parameter]
    [ValidateRange(1, LongestTime)]
    public int RequestTimeoutSeconds { get; set; } = (int)Unchanged.RequestTimeout.TotalSeconds;

    /// <summary>How long a client may read nothing of a reply, in seconds.</summary>
    [Parameter]
    [ValidateRange(1, LongestTime)]
    public int ReadTimeoutSeconds { get; set; } = (int)Unchanged.ReadTimeout.TotalSeconds;

    /// <summary>Starts the relay.</summary>
    protected override void EndProcessing()
    {
        string place = $"http://{Address ?? IPAddress.Loopback}:{Port}";
        if (!ShouldProcess($"{place}, {Client.Provider.Name}", "Start a relay"))
        {
            Cassette.Dispose();
            return;
        }

        try
        {
            var relay = ChatRelay.Start(Client, CreateOptions());
            RunspaceState.Current.Relays.Add(relay);
            _ = CloseAfterAsync(relay, Cassette);
            WriteObject(relay);
        }
        catch (ChatException exception)
        {
            Cassette.Dispose();
            ThrowTerminatingError(exception.ToErrorRecord(target: place));
        }
    }

    /// <inheritdoc/>
    private protected override bool IsListening => false;

    private static async Task CloseAfterAsync(ChatRelay relay, CassetteChoice cassette)
    {
        await relay.Ended.ConfigureAwait(false);
        cassette.Dispose();
    }

    private ChatRelayOptions CreateOptions() => new()
    {
        Address = Address,
        Port = Port,
        AccessToken = AccessToken is null ? null : new ApiKey(AccessToken),
        AllowedOrigins = AllowOrigin,
        AllowedHosts = AllowHost,
        Model = Model,
        Defaults = CreateRequest(SystemPrompt is null ? [] : [ChatMessage.System(SystemPrompt)]),
        MaxBodyBytes = MaxBodySize,
        MaxStreams = MaxStreamCount,
        MaxConnections = MaxConnectionCount,
        RequestTimeout = TimeSpan.FromSeconds(RequestTimeoutSeconds),
        ReadTimeout = TimeSpan.FromSeconds(ReadTimeoutSeconds),
    };
}
