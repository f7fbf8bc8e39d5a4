using System.Management.Automation;
using StreamPS.Errors;

namespace StreamPS.Commands;

/// <summary>A cmdlet that works on the user's profiles.</summary>
public abstract class ChatProfileCommand : PSCmdlet
{
    /// <summary>The file with the profiles, read at the beginning.</summary>
    private protected ProfileFile File { get; private set; } = null!;

    /// <summary>Reads the file. A damaged one ends the command, and is left as it is.</summary>
    protected override void BeginProcessing()
    {
        string path = ProfileFile.GetDefaultPath();
        try
        {
            File = ProfileFile.Load(path);
        }
        catch (ChatException exception)
        {
            ThrowTerminatingError(exception.ToErrorRecord(target: path));
        }
    }

    /// <summary>Writes the file.</summary>
    private protected void Save()
    {
        try
        {
            File.Save();
        }
        catch (ChatException exception)
        {
            ThrowTerminatingError(exception.ToErrorRecord(target: File.Path));
        }
    }
}
