using System;
using System.IO;
using System.Management.Automation;
using StreamPS.Errors;

namespace StreamPS.Commands;

/// <summary>Export-ChatSession: writes a conversation to a file, as JSON Lines or as Markdown.</summary>
[Cmdlet(VerbsData.Export, "ChatSession", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportChatSessionCommand : PSCmdlet
{
    private const string WriteErrorId = "SessionNotWritable";

    /// <summary>The conversation.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNull]
    public ChatSession Session { get; set; } = null!;

    /// <summary>The file. Nothing counts as a wildcard in its name: one parameter serves for both kinds of paths.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("LiteralPath", "PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>Writes Markdown, for people; without it, a path that ends in .md does.</summary>
    [Parameter]
    public SwitchParameter Markdown { get; set; }

    /// <summary>Adds the turns that the file doesn't have yet, instead of writing it anew.</summary>
    [Parameter]
    public SwitchParameter Append { get; set; }

    /// <summary>Leaves a file alone that is there already.</summary>
    [Parameter]
    [Alias("NoOverwrite")]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>Writes the file to the pipeline.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Writes the conversation.</summary>
    protected override void ProcessRecord()
    {
        string path = GetUnresolvedProviderPathFromPSPath(Path);
        try
        {
            Check(path);
            if (!ShouldProcess(path, $"Write {Session}"))
                return;

            Write(path);
            if (PassThru)
                WriteObject(new FileInfo(path));
        }
        catch (ChatException exception)
        {
            WriteError(exception.ToErrorRecord(Path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            WriteError(new ErrorRecord(exception, WriteErrorId, ErrorCategory.WriteError, Path));
        }
    }

    private bool IsMarkdown(string path) => Markdown || string.Equals(System.IO.Path.GetExtension(path), ".md", StringComparison.OrdinalIgnoreCase);

    private void Check(string path)
    {
        if (Append && IsMarkdown(path))
            throw new ChatInputException(ChatErrorKind.InvalidRequest, "Markdown can't be appended to: it's for people, and can't be read back.");
        if (NoClobber && !Append && File.Exists(path))
            throw new IOException($"The file '{path}' is there already.");
    }

    private void Write(string path)
    {
        if (IsMarkdown(path))
            ChatSessionFile.WriteMarkdown(Session, path);
        else if (Append)
            ChatSessionFile.Append(Session, path);
        else
            ChatSessionFile.Write(Session, path);
    }
}
