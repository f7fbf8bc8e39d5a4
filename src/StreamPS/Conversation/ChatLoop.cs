using System.IO;
using System.Linq;

namespace StreamPS.Conversation;

/// <summary>Reads what is typed and answers it, one after the other, until somebody leaves.</summary>
internal sealed class ChatLoop
{
    private readonly Dialogue _dialogue;
    private readonly ILineReader _reader;
    private readonly SlashCommands _commands;

    public ChatLoop(Dialogue dialogue, ILineReader reader, SlashCommands commands)
    {
        _dialogue = dialogue;
        _reader = reader;
        _commands = commands;
    }

    public void Run()
    {
        Greet();
        while (!_dialogue.IsEnding)
        {
            var input = Read();
            if (input.Text is { } text)
                Answer(text);
            else if (input == LineInput.Ended)
                return;
            else
                Drop();
        }
    }

    private void Greet()
    {
        var session = _dialogue.Session;
        string turns = session.Turns.Count > 0 ? $"{session}, " : "";
        string instructions = session.SystemPrompt is null ? "" : $" \"{Shorten(session.SystemPrompt)}\"";
        _dialogue.Screen.Tell($"{turns}{_dialogue.Describe()}.{instructions} /help shows the commands.");
    }

    private static string Shorten(string text)
    {
        const int Longest = 60;
        string line = text.Split('\n')[0].TrimEnd();
        return line.Length < text.TrimEnd().Length || line.Length > Longest ? line.Substring(0, System.Math.Min(line.Length, Longest)) + "..." : line;
    }

    private void Drop()
    {
        _dialogue.ReplacesLast = false;
        _dialogue.Screen.Tell("/exit leaves the conversation.");
    }

    private LineInput Read()
    {
        if (_dialogue.HasNewHistory)
            _reader.Remember([.. _dialogue.Session.Turns.SelectMany(turn => turn.Messages).Where(message => message.Role == ChatRole.User).Select(message => message.Content)]);
        _dialogue.HasNewHistory = false;

        string text = _dialogue.NextText;
        _dialogue.NextText = "";
        // Where the line can't begin with the text, it was changed already.
        return text.Length > 0 && !_reader.ReadsKeys ? LineInput.Of(text) : _reader.Read(text);
    }

    private void Answer(string text)
    {
        bool replacesLast = _dialogue.ReplacesLast;
        _dialogue.ReplacesLast = false;
        try
        {
            if (string.IsNullOrWhiteSpace(text) || _commands.TryRun(_dialogue, text))
                return;

            _dialogue.ReplacesLast = replacesLast;
            Ask(text);
        }
        catch (ChatException exception)
        {
            _dialogue.Screen.ShowError(exception);
        }
        catch (IOException exception)
        {
            _dialogue.Screen.ShowError(exception.Message);
        }
    }

    private void Ask(string text)
    {
        string message = text.StartsWith("//", System.StringComparison.Ordinal) ? text.Substring(1) : text;
        _dialogue.Ask([ChatMessage.User(message)]);
    }
}
