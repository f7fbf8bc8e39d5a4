using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using StreamPS.Binding;
using StreamPS.Completion;
using StreamPS.Errors;

namespace StreamPS.Commands;

/// <summary>Measure-ChatTokens: how many tokens a service counts in texts, files, messages and replies.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "ChatTokens", DefaultParameterSetName = MessageSet)]
[Alias("Measure-ChatToken")]
[OutputType(typeof(ChatTokenCount))]
public sealed class MeasureChatTokensCommand : ChatServiceCommand
{
    private const string InputSet = "Input";
    private const string MessageSet = "Message";

    private readonly List<ChatTokenCount> _counts = [];
    private Dictionary<string, object?> _extraBody = null!;

    /// <summary>What is counted, each by itself.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = InputSet)]
    [ChatTokenInputTransformation]
    [ValidateNotNullOrEmpty]
    public ChatTokenInput[] InputObject { get; set; } = [];

    /// <summary>A conversation, counted as one.</summary>
    [Parameter(Mandatory = true, ParameterSetName = MessageSet)]
    [ChatMessageTransformation]
    [ValidateNotNullOrEmpty]
    public ChatMessage[] Message { get; set; } = [];

    /// <summary>Instructions that are counted with each input.</summary>
    [Parameter]
    [Alias("System")]
    [ValidateNotNullOrEmpty]
    public string? SystemPrompt { get; set; }

    /// <summary>The model to count for.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ModelCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Model { get; set; }

    /// <summary>Fields of a chat request that count, too: tools, for example.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? ExtraBody { get; set; }

    /// <summary>Writes one count for everything.</summary>
    [Parameter]
    public SwitchParameter Sum { get; set; }

    /// <summary>Chooses the service. Nothing is sent yet.</summary>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _extraBody = ReadExtraBody(ExtraBody);
    }

    /// <summary>Counts each input.</summary>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == MessageSet)
            InputObject = [new ChatTokenInput($"{Message.Length} messages", Message)];

        foreach (var input in InputObject)
            Count(input);
    }

    /// <summary>Writes the sum, if that is wanted.</summary>
    protected override void EndProcessing()
    {
        if (Sum && _counts.Count > 0)
            WriteObject(ChatTokenCount.Sum(_counts));
    }

    private void Count(ChatTokenInput input)
    {
        try
        {
            var count = Pipeline.WaitFor(new ValueTask<ChatTokenCount>(Client.CountTokensAsync(CreateRequest(input), StopToken))) with { Input = input.Name };
            if (Sum)
                _counts.Add(count);
            else
                WriteObject(count);
        }
        catch (ChatException exception)
        {
            // What no input can change is said once.
            if (exception.Kind == ChatErrorKind.TokenCountUnavailable)
                ThrowTerminatingError(exception.ToErrorRecord(Client.Provider.Name));
            WriteError(exception.ToErrorRecord(input.Name));
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
    }

    private ChatRequest CreateRequest(ChatTokenInput input)
    {
        var system = SystemPrompt is null ? [] : new[] { ChatMessage.System(SystemPrompt) };
        return new ChatRequest(system.Concat(input.Messages).ToArray()) { Model = Model, ExtraBody = _extraBody };
    }
}
