using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Security;
using StreamPS.Binding;
using StreamPS.Completion;
using StreamPS.Errors;

namespace StreamPS.Commands;

/// <summary>A cmdlet that asks a service: what it's asked, and how it's reached.</summary>
public abstract class ChatRequestCommand : ChatCommand
{
    /// <summary>The parameter set of a prompt, with or without a conversation before it.</summary>
    protected const string PromptSet = "Prompt";

    /// <summary>
    /// The parameter set of a conversation alone. It has to be the default: with the other one as the default, PowerShell asks for a prompt
    /// even though messages are given.
    /// </summary>
    protected const string MessageSet = "Message";

    private readonly List<ChatCompletion> _completions = [];
    private ChatClient _client = null!;
    private Dictionary<string, object?> _extraBody = null!;
    private int _promptCount;

    /// <summary>The text to answer. Several are answered one after the other.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = PromptSet)]
    [PromptTransformation]
    [ValidateNotBlank]
    public string[] Prompt { get; set; } = [];

    /// <summary>The conversation before the prompt, or the whole of it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = PromptSet)]
    [Parameter(Mandatory = true, ParameterSetName = MessageSet)]
    [ChatMessageTransformation]
    [ValidateNotNullOrEmpty]
    public ChatMessage[] Message { get; set; } = [];

    /// <summary>Instructions for the model, which stand before the conversation.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("System")]
    [ValidateNotNullOrEmpty]
    public string? SystemPrompt { get; set; }

    /// <summary>The model's name at the service.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? Model { get; set; }

    /// <summary>How freely the model chooses its words.</summary>
    [Parameter]
    [ValidateRange(0.0, 2.0)]
    public double? Temperature { get; set; }

    /// <summary>The share of probability that is sampled from.</summary>
    [Parameter]
    [ValidateRange(0.0, 1.0)]
    public double? TopP { get; set; }

    /// <summary>The most tokens the reply may have.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? MaxTokens { get; set; }

    /// <summary>Texts at which the reply ends.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Stop { get; set; } = [];

    /// <summary>A number that makes sampling repeatable.</summary>
    [Parameter]
    public long? Seed { get; set; }

    /// <summary>How many replies to write.</summary>
    [Parameter]
    [Alias("n")]
    [ValidateRange(1, 128)]
    public int? Count { get; set; }

    /// <summary>A penalty for tokens that occurred at all.</summary>
    [Parameter]
    [ValidateRange(-2.0, 2.0)]
    public double? PresencePenalty { get; set; }

    /// <summary>A penalty for tokens by how often they occurred.</summary>
    [Parameter]
    [ValidateRange(-2.0, 2.0)]
    public double? FrequencyPenalty { get; set; }

    /// <summary>Fields to merge into the request's body.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? ExtraBody { get; set; }

    /// <summary>The service.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Provider { get; set; }

    /// <summary>The service's address, up to the protocol's own path.</summary>
    [Parameter]
    [ValidateNotNull]
    public Uri? BaseUri { get; set; }

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

    /// <summary>The name of a variable that receives the completion, also of a stream that was stopped or broke.</summary>
    [Parameter]
    [ValidatePattern(@"^((global|script|local|private):)?\w+$")]
    public string? CompletionVariable { get; set; }

    /// <summary>Chooses the service. Nothing is sent yet.</summary>
    protected override void BeginProcessing()
    {
        try
        {
            _extraBody = PlainValue.FromDictionary(ExtraBody ?? new Hashtable());
            _client = CreateClient();
        }
        catch (ChatException exception)
        {
            ThrowTerminatingError(exception.ToErrorRecord(target: Provider ?? BaseUri?.OriginalString));
        }
    }

    /// <summary>Asks, for each prompt.</summary>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == MessageSet)
        {
            Run(Message, target: Message);
            return;
        }

        foreach (string prompt in Prompt)
            Run([.. Message, ChatMessage.User(prompt)], target: prompt);
    }

    /// <summary>Takes a delta, as it arrives.</summary>
    /// <param name="delta">The delta.</param>
    protected abstract void Receive(ChatDelta delta);

    /// <summary>Takes the completion of a stream that has ended by itself, whole or not.</summary>
    /// <param name="completion">The completion.</param>
    protected abstract void Finish(ChatCompletion completion);

    // The stream is closed here and not when the cmdlet is disposed: behind Select-Object -First, that's only after everything
    // downstream has ended. What a command downstream throws must pass untouched, so that nothing is caught around Receive.
    private void Run(IEnumerable<ChatMessage> messages, object target)
    {
        var stream = _client.Stream(CreateRequest(messages), StopToken);
        try
        {
            while (TryAdvance(stream, target, out var delta))
                Receive(delta!);
        }
        finally
        {
            Blocking.Wait(stream.DisposeAsync());
            SetCompletionVariable(stream.Completion);
        }

        Finish(stream.Completion);
    }

    private bool TryAdvance(ChatStream stream, object target, out ChatDelta? delta)
    {
        try
        {
            do
            {
                if (stream.TryRead(out delta))
                    return true;
            }
            while (Blocking.Wait(stream.WaitToReadAsync()));
        }
        catch (ChatException exception)
        {
            WriteError(exception.ToErrorRecord(target));
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }

        delta = null;
        return false;
    }

    private ChatClient CreateClient()
    {
        var provider = ChooseProvider();
        return new ChatClient(provider, new ChatClientOptions
        {
            ApiKey = FindKey(provider),
            Headers = ReadHeaders(),
            Connection = new ConnectionOptions
            {
                Proxy = Proxy,
                ProxyCredential = ProxyCredential?.GetNetworkCredential(),
                SkipCertificateCheck = SkipCertificateCheck,
            },
            Timeout = TimeoutSec == 0 ? null : TimeSpan.FromSeconds(TimeoutSec),
            Memory = RunspaceState.Current.Memory,
        });
    }

    private ChatProvider ChooseProvider()
    {
        if (Provider is not null)
        {
            var provider = ChatProviders.Get(Provider);
            return BaseUri is null ? provider : provider.At(BaseUri);
        }

        return BaseUri is null ? ChatProviders.Choose(Environment.GetEnvironmentVariable) : ChatProvider.FromBaseUri(BaseUri);
    }

    private ApiKey? FindKey(ChatProvider provider)
    {
        if (ApiKey is not null)
            return new ApiKey(ApiKey);
        string? value = provider.KeyVariable is null ? null : Environment.GetEnvironmentVariable(provider.KeyVariable);
        return string.IsNullOrWhiteSpace(value) ? null : new ApiKey(value!);
    }

    private Dictionary<string, string> ReadHeaders()
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry header in Headers ?? new Hashtable())
            headers[LanguagePrimitives.ConvertTo<string>(header.Key)] = LanguagePrimitives.ConvertTo<string>(header.Value);
        return headers;
    }

    private ChatRequest CreateRequest(IEnumerable<ChatMessage> messages)
    {
        var system = SystemPrompt is null ? [] : new[] { ChatMessage.System(SystemPrompt) };
        return new ChatRequest(system.Concat(messages).ToArray())
        {
            PromptIndex = _promptCount++,
            Model = Model,
            Temperature = Temperature,
            TopP = TopP,
            MaxTokens = MaxTokens,
            Stop = Stop,
            Seed = Seed,
            Count = Count,
            PresencePenalty = PresencePenalty,
            FrequencyPenalty = FrequencyPenalty,
            ExtraBody = _extraBody,
        };
    }

    private void SetCompletionVariable(ChatCompletion completion)
    {
        if (CompletionVariable is null)
            return;

        _completions.Add(completion);
        object value = _completions.Count == 1 ? completion : _completions.ToArray();
        SessionState.PSVariable.Set(CompletionVariable, value);
    }
}
