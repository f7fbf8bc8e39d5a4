using System;
using System.Management.Automation;
using System.Threading.Tasks;
using StreamPS.Completion;
using StreamPS.Diagnosis;

namespace StreamPS.Commands;

/// <summary>Test-ChatProvider: the doctor. It writes a row for each thing it has checked.</summary>
[Cmdlet(VerbsDiagnostic.Test, "ChatProvider")]
[OutputType(typeof(ChatProviderCheck))]
public sealed class TestChatProviderCommand : ChatServiceCommand
{
    /// <summary>Makes the cmdlet. A doctor tells of a failure at once, and doesn't try again unless told to.</summary>
    public TestChatProviderCommand()
    {
        MaximumRetryCount = 0;
    }

    /// <summary>The model to ask.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ModelCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Model { get; set; }

    /// <summary>What can't be used at all is a finding here, and not an error.</summary>
    /// <param name="exception">Why there is no client.</param>
    protected override void FailToConnect(ChatException exception)
    {
        string advice = Errors.ChatErrorRecords.AdviceFor(exception.Kind);
        WriteObject(new ChatProviderCheck(Provider ?? "", "Settings", ChatCheckStatus.Failed, exception.Message, advice));
    }

    /// <summary>Runs the checks.</summary>
    protected override void ProcessRecord()
    {
        if (Client is null)
            return;

        string model = Model ?? Client.Provider.DefaultModel ?? "none";
        string key = Client.Options.ApiKey is null ? "no key" : "a key";
        WriteObject(new ChatProviderCheck(Client.Provider.Name, "Settings", ChatCheckStatus.Passed, $"{Client.Provider.Protocol} at {MaskedAddress.Of(Client.Provider.BaseUri!)}, model {model}, {key}."));

        var checks = new ProviderDiagnosis(Client, Model).RunAsync(StopToken).GetAsyncEnumerator(StopToken);
        try
        {
            while (Blocking.Wait(checks.MoveNextAsync()))
            {
                Pipeline.WriteNotes();
                WriteObject(checks.Current);
            }
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
        finally
        {
            Blocking.Wait(checks.DisposeAsync());
        }
    }
}
