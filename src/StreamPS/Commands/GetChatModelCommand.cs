using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using StreamPS.Completion;
using StreamPS.Errors;

namespace StreamPS.Commands;

/// <summary>Get-ChatModel: the models that a service offers.</summary>
[Cmdlet(VerbsCommon.Get, "ChatModel")]
[OutputType(typeof(ChatModel))]
public sealed class GetChatModelCommand : ChatServiceCommand
{
    private IReadOnlyList<ChatModel>? _models;
    private bool _isAsked;

    /// <summary>Names, also with wildcards.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ModelCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Asks the service again, instead of taking the list from before.</summary>
    [Parameter]
    public SwitchParameter Refresh { get; set; }

    /// <summary>Writes the models that fit each name.</summary>
    protected override void ProcessRecord()
    {
        // However many names there are, the service is asked once.
        if (!_isAsked)
            _models = GetModels();
        _isAsked = true;
        foreach (string name in Name)
        {
            var pattern = new WildcardPattern(name, WildcardOptions.IgnoreCase);
            WriteObject(_models?.Where(model => pattern.IsMatch(model.Id)) ?? [], enumerateCollection: true);
        }
    }

    private IReadOnlyList<ChatModel>? GetModels()
    {
        var cache = RunspaceState.Current.Models;
        try
        {
            return (Refresh ? null : cache.Find(Client.Provider))
                ?? Pipeline.WaitFor(new ValueTask<IReadOnlyList<ChatModel>>(cache.RefreshAsync(Client, StopToken)));
        }
        catch (ChatException exception)
        {
            WriteError(exception.ToErrorRecord(Client.Provider.Name));
            return null;
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
    }
}
