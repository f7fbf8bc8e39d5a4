using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Text.Json;

namespace StreamPS.Binding;

/// <summary>
/// Makes tool calls of what users write: hashtables or objects in the form of the OpenAI format, or flat ones with an id, a name and arguments,
/// which may be a hashtable, too.
/// </summary>
internal static class ToolCallReader
{
    /// <exception cref="ArgumentTransformationMetadataException">Something in it is no call.</exception>
    public static ToolCall[] Read(object? value) => ObjectList.Of(value).Select(ReadCall).ToArray();

    private static ToolCall ReadCall(object? value, int index)
    {
        if (value is PSObject { BaseObject: ToolCall } or ToolCall)
            return (ToolCall)((value as PSObject)?.BaseObject ?? value);

        if (MessageFields.Of(value) is { } fields)
        {
            var function = MessageFields.Of(fields.Find("function")) ?? fields;
            if (function.Text("name") is { Length: > 0 } name)
                return new ToolCall(index, fields.Text("id") ?? "", name, ReadArguments(function)) { Signature = fields.Text("signature") };
        }

        throw new ArgumentTransformationMetadataException("A tool call looks like @{ id = 'call_1'; name = 'get_time'; arguments = @{ zone = 'UTC' } }.");
    }

    // Under the name of the property it's the text of a call that was turned into JSON and back; beside it stands the parsed form.
    private static string ReadArguments(MessageFields function)
    {
        object? arguments = function.Find("argumentsJson", "arguments");
        return arguments is PSObject { BaseObject: string } or string or null
            ? function.Text("argumentsJson", "arguments") ?? ""
            : JsonSerializer.Serialize(PlainValue.From(arguments));
    }
}
