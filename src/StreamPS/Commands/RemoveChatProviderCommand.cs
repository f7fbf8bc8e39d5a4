using System.Management.Automation;
using StreamPS.Completion;
using StreamPS.Errors;

namespace StreamPS.Commands;

/// <summary>Remove-ChatProvider: removes profiles.</summary>
[Cmdlet(VerbsCommon.Remove, "ChatProvider", SupportsShouldProcess = true)]
public sealed class RemoveChatProviderCommand : ChatProfileCommand
{
    /// <summary>The profiles' names.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ProfileCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <summary>Removes the profiles.</summary>
    protected override void ProcessRecord()
    {
        foreach (string name in Name)
        {
            if (File.Find(name) is null)
                WriteError(new ChatInputException(ChatErrorKind.UnknownProvider, $"There is no profile '{name}'.").ToErrorRecord(name));
            else if (ShouldProcess($"profile '{name}' in {File.Path}", "Remove") && File.Remove(name))
                Save();
        }
    }
}
