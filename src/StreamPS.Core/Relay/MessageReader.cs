using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using StreamPS.Relay.Http;

namespace StreamPS.Relay;

/// <summary>Reads the messages of a request, in the form that OpenAI gave them.</summary>
internal static class MessageReader
{
    /// <exception cref="HttpRefusal">They aren't as they have to be.</exception>
    public static List<ChatMessage> Read(JsonElement request)
    {
        var messages = request.List("messages").Select((message, i) => ReadMessage(message, $"messages[{i}]")).ToList();
        if (messages.Count == 0)
            throw HttpRefusal.Malformed("messages has to have a message.");
        return messages;
    }

    private static ChatMessage ReadMessage(JsonElement message, string place)
    {
        if (message.ValueKind != JsonValueKind.Object)
            throw HttpRefusal.Malformed($"{place} has to be an object.");

        var role = message.Text("role") switch
        {
            "user" => ChatRole.User,
            "assistant" => ChatRole.Assistant,
            "system" => ChatRole.System,
            "developer" => ChatRole.Developer,
            "tool" => ChatRole.Tool,
            var other => throw HttpRefusal.Malformed($"{place}.role is {(other is null ? "missing" : "unknown")}: it's one of system, developer, user, assistant and tool."),
        };
        var images = new List<ChatImage>();
        string text = ReadContent(message.Field("content"), $"{place}.content", images);
        var calls = message.List("tool_calls").Select((call, i) => ReadCall(call, i, $"{place}.tool_calls[{i}]")).ToArray();
        string? callId = message.Text("tool_call_id");
        if (role == ChatRole.Tool && callId is null)
            throw HttpRefusal.Malformed($"{place}.tool_call_id is missing: a tool's message has to name its call.");
        if (role == ChatRole.User && text.Trim().Length == 0 && images.Count == 0)
            throw HttpRefusal.Malformed($"{place}.content is empty.");
        return new ChatMessage(role, text)
        {
            Images = images,
            Name = message.Text("name"),
            ToolCallId = callId,
            ToolCalls = calls,
        };
    }

    private static string ReadContent(JsonElement? content, string place, List<ChatImage> images)
    {
        if (content is not { } value)
            return "";
        if (value.ValueKind == JsonValueKind.String)
            return value.AsText(place);
        if (value.ValueKind != JsonValueKind.Array)
            throw HttpRefusal.Malformed($"{place} has to be a text or a list of parts.");

        var texts = new List<string>();
        int number = 0;
        foreach (var part in value.EnumerateArray())
            ReadPart(part, $"{place}[{number++}]", texts, images);
        return string.Join("\n", texts);
    }

    private static void ReadPart(JsonElement part, string place, List<string> texts, List<ChatImage> images)
    {
        if (part.ValueKind != JsonValueKind.Object)
            throw HttpRefusal.Malformed($"{place} has to be an object.");

        switch (part.Text("type"))
        {
            case "text":
                texts.Add(part.Text("text") ?? throw HttpRefusal.Malformed($"{place}.text is missing."));
                break;
            case "refusal":
                texts.Add(part.Text("refusal") ?? "");
                break;
            case "image_url":
                string address = part.Object("image_url")?.Text("url") ?? throw HttpRefusal.Malformed($"{place}.image_url.url is missing.");
                images.Add(ReadImage(address, place));
                break;
            default:
                throw HttpRefusal.Malformed($"{place}.type isn't known here: parts are text and image_url.");
        }
    }

    private static ChatImage ReadImage(string address, string place)
    {
        const string Scheme = "data:";
        const string Coding = ";base64,";
        if (!address.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
                ? ChatImage.FromUri(uri)
                : throw HttpRefusal.Malformed($"{place}.image_url.url has to begin with https://, http:// or data:.");
        }

        int coding = address.IndexOf(Coding, StringComparison.OrdinalIgnoreCase);
        try
        {
            if (coding < 0)
                throw new FormatException();
            string type = address.Substring(Scheme.Length, coding - Scheme.Length).ToLowerInvariant();
            if (!type.StartsWith("image/", StringComparison.Ordinal))
                throw HttpRefusal.Malformed($"{place}.image_url.url isn't an image.");
            return ChatImage.FromBytes(Convert.FromBase64String(address.Substring(coding + Coding.Length)), type);
        }
        catch (FormatException)
        {
            throw HttpRefusal.Malformed($"{place}.image_url.url isn't base64.");
        }
    }

    private static ToolCall ReadCall(JsonElement call, int index, string place)
    {
        if (call.ValueKind != JsonValueKind.Object)
            throw HttpRefusal.Malformed($"{place} has to be an object.");

        var function = call.Object("function") ?? throw HttpRefusal.Malformed($"{place}.function is missing.");
        string name = function.Text("name") ?? throw HttpRefusal.Malformed($"{place}.function.name is missing.");
        string id = call.Text("id") ?? throw HttpRefusal.Malformed($"{place}.id is missing.");
        return new ToolCall(index, id, name, function.Text("arguments") ?? "")
        {
            Signature = call.Object("extra_content")?.Object("google")?.Text("thought_signature"),
        };
    }
}
