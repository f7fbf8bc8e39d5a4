using System;
using System.Collections.Generic;
using System.IO;
using System.Management.Automation;
using StreamPS.Binding;
using StreamPS.Errors;

namespace StreamPS.Commands;

/// <summary>Import-ChatSession: reads conversations that Export-ChatSession has written.</summary>
[Cmdlet(VerbsData.Import, "ChatSession")]
[OutputType(typeof(ChatSession))]
public sealed class ImportChatSessionCommand : PSCmdlet
{
    /// <summary>The files, also with wildcards.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("FullName", "PSPath")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>Reads each file.</summary>
    protected override void ProcessRecord()
    {
        foreach (string path in Path)
        {
            foreach (string file in Expand(path))
                Read(file);
        }
    }

    private IEnumerable<string> Expand(string path)
    {
        try
        {
            return new FileLocator(SessionState.Path).Expand(path);
        }
        catch (ChatException exception)
        {
            WriteError(exception.ToErrorRecord(path));
            return [];
        }
    }

    private void Read(string file)
    {
        try
        {
            var session = ChatSessionFile.Read(file, out bool isCut);
            if (isCut)
                WriteWarning($"The last line of '{file}' was cut, as a crash in the middle of writing leaves it. It's left out.");
            WriteObject(session);
        }
        catch (ChatException exception)
        {
            WriteError(exception.ToErrorRecord(file));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            WriteError(new ChatInputException(ChatErrorKind.FileNotReadable, $"The file '{file}' can't be read: {exception.Message}", exception).ToErrorRecord(file));
        }
    }
}
