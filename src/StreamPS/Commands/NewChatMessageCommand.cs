using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using StreamPS.Binding;
using StreamPS.Errors;

namespace StreamPS.Commands;

/// <summary>New-ChatMessage: makes a message of a text, images, text files, and tool calls or their results.</summary>
[Cmdlet(VerbsCommon.New, "ChatMessage")]
[OutputType(typeof(ChatMessage))]
public sealed class NewChatMessageCommand : PSCmdlet
{
    /// <summary>The text.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ContentTransformation]
    [AllowEmptyString]
    public string Content { get; set; } = "";

    /// <summary>Who speaks.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateSet(nameof(ChatRole.System), nameof(ChatRole.Developer), nameof(ChatRole.User), nameof(ChatRole.Assistant), nameof(ChatRole.Tool))]
    public ChatRole? Role { get; set; }

    /// <summary>The name of the participant.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>Images: paths, also with wildcards, files, addresses and bytes.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ImageListTransformation]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public object[] Image { get; set; } = [];

    /// <summary>Paths of images that are taken as they stand.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[] LiteralImagePath { get; set; } = [];

    /// <summary>Paths of text files, also with wildcards.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [FilePathTransformation]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] File { get; set; } = [];

    /// <summary>Paths of text files that are taken as they stand.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[] LiteralFilePath { get; set; } = [];

    /// <summary>The call whose result the message is.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? ToolCallId { get; set; }

    /// <summary>The calls that the model asked for.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ToolCallTransformation]
    [ValidateNotNullOrEmpty]
    public ToolCall[] ToolCall { get; set; } = [];

    /// <summary>Makes the message.</summary>
    protected override void ProcessRecord()
    {
        object? part = Content;
        try
        {
            var locator = new FileLocator(SessionState.Path);
            var reader = new ImageReader(locator);
            var images = new List<ChatImage>();
            foreach (object image in Image)
                images.AddRange(reader.Read(part = image, locator.Expand));
            foreach (string path in LiteralImagePath)
                images.Add(ImageReader.FromFile(locator.Locate(Take(path))));

            var texts = new List<string>();
            foreach (string path in File)
                texts.AddRange(locator.Expand(Take(path)).Select(Attach));
            foreach (string path in LiteralFilePath)
                texts.Add(Attach(locator.Locate(Take(path))));

            part = Content;
            WriteObject(Create(images, texts));

            string Take(string path) => (string)(part = path);
            string Attach(string file) => AttachedText.Of(locator.GetLabel(file), FileContent.ReadText(file));
        }
        catch (ChatException exception)
        {
            WriteError(exception.ToErrorRecord(target: part));
        }
    }

    private ChatMessage Create(List<ChatImage> images, List<string> texts)
    {
        var role = Role ?? (ToolCallId is not null ? ChatRole.Tool : ToolCall.Length > 0 ? ChatRole.Assistant : ChatRole.User);
        if (ToolCallId is not null && role != ChatRole.Tool)
            throw Invalid($"-ToolCallId belongs to the result of a tool, which has the role Tool and not {role}.");
        if (ToolCall.Length > 0 && role != ChatRole.Assistant)
            throw Invalid($"-ToolCall belongs to a message of the model, which has the role Assistant and not {role}.");

        if (!string.IsNullOrWhiteSpace(Content))
            texts.Insert(0, Content);
        // A tool may have nothing to say.
        if (texts.Count == 0 && images.Count == 0 && ToolCall.Length == 0 && role != ChatRole.Tool)
            throw Invalid("The message is empty: give -Content, -Image or -File.");

        return new ChatMessage(role, string.Join("\n\n", texts))
        {
            Name = Name,
            Images = images,
            ToolCallId = ToolCallId,
            ToolCalls = ToolCall,
        };
    }

    private static ChatInputException Invalid(string message) => new(ChatErrorKind.InvalidRequest, message);
}
