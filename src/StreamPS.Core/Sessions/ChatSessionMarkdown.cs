using System.Globalization;
using System.Text;

namespace StreamPS;

/// <summary>A conversation as a page for people.</summary>
internal static class ChatSessionMarkdown
{
    public static string Write(ChatSession session)
    {
        var page = new StringBuilder();
        page.Append("# Chat of ").Append(session.StartedAt.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)).Append("\n\n");
        if (session.SystemPrompt is { } instructions)
            page.Append("> ").Append(instructions.Replace("\r", "").Replace("\n", "\n> ")).Append("\n\n");
        foreach (var turn in session.Turns)
        {
            foreach (var message in turn.Messages)
                Write(page, message, HeadingOf(message.Role));
            Write(page, turn.Reply, turn.Model ?? HeadingOf(ChatRole.Assistant));
            if (turn.IsCut)
                page.Append("*(").Append(turn.Status == ChatCompletionStatus.Cancelled ? "stopped" : "cut").Append(")*\n\n");
        }

        return page.ToString();
    }

    private static string HeadingOf(ChatRole role) => role == ChatRole.User ? "You" : role.ToString();

    private static void Write(StringBuilder page, ChatMessage message, string heading)
    {
        page.Append("## ").Append(heading).Append("\n\n");
        if (message.Content.Length > 0)
            page.Append(message.Content.Replace("\r", "").TrimEnd('\n')).Append("\n\n");
        foreach (var image in message.Images)
            page.Append(image.Address is null ? $"*(image, {image.MediaType})*" : $"![image]({image.Address})").Append("\n\n");
        foreach (var call in message.ToolCalls)
            page.Append("```text\n").Append(call).Append("\n```\n\n");
    }
}
