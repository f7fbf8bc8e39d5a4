using System;
using System.Management.Automation;

namespace StreamPS.Display;

/// <summary>Decides between text that flows and objects: $ChatStreamDisplay where it's set, and where the command stands.</summary>
internal static class DisplayChoice
{
    private const string Variable = "ChatStreamDisplay";
    private const string ErrorId = "UnknownDisplay";

    /// <summary>Whether a command shows its text inline. It ends the command when $ChatStreamDisplay says something unknown.</summary>
    public static bool IsInline(PSCmdlet command) => Read(command) switch
    {
        ChatStreamDisplay.Objects => false,
        ChatStreamDisplay.Inline => TypedCommand.IsUncaptured(command),
        _ => TypedCommand.IsShownAtPrompt(command),
    };

    private static ChatStreamDisplay Read(PSCmdlet command)
    {
        object? value = command.GetVariableValue(Variable);
        if (value is null)
            return ChatStreamDisplay.Auto;
        if (Enum.TryParse(LanguagePrimitives.ConvertTo<string>(value), ignoreCase: true, out ChatStreamDisplay display) && Enum.IsDefined(typeof(ChatStreamDisplay), display))
            return display;

        var exception = new PSArgumentException($"$ChatStreamDisplay is '{value}', which isn't one of {string.Join(", ", Enum.GetNames(typeof(ChatStreamDisplay)))}.");
        command.ThrowTerminatingError(new ErrorRecord(exception, ErrorId, ErrorCategory.InvalidArgument, value));
        return ChatStreamDisplay.Auto;
    }
}
