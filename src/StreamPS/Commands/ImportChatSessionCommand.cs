using System;
using System.Collections.Generic;
using System.IO;
using System.Management.Automation;
using StreamPS.Binding;
using StreamPS.Errors;

namespace StreamPS.Commands;

/// <summary>Import-ChatSession: reads conversations that Export-ChatSession has written.</summary>
[Cmdlet(VerbsData.Import, "ChatSession", DefaultParameterSetName = PathSet)]
[OutputType(typeof(ChatSession))]
public sealed class ImportChatSessionCommand : PSCmdlet
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";

    /// <summary>The files, also with wildcards.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = PathSet)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>The files, with names in which nothing counts as a wildcard.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = LiteralPathSet)]
    [Alias("PSPath", "LP", "FullName")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Reads each file.</summary>
    protected override void ProcessRecord()
    {
        var files = new FileLocator(SessionState.Path);
        foreach (string path in Path)
            ReadAll(path, files.Expand);
        foreach (string path in LiteralPath)
            ReadAll(path, literal => [files.Locate(literal)]);
    }

    private void ReadAll(string path, Func<string, IReadOnlyList<string>> find)
    {
        foreach (string file in Find(path, find))
            Read(file);
    }

    private IReadOnlyList<string> Find(string path, Func<string, IReadOnlyList<string>> find)
    {
        try
        {
            return find(path);
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
