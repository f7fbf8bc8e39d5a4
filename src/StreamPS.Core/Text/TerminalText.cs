using System.Text;

namespace StreamPS.Text;

/// <summary>
/// Makes text that arrives in pieces fit for a terminal: a model's words must not move the cursor, colour the screen or ring the bell.
/// Control characters but the tab and the line feed become visible signs, a line end becomes a line feed, and a character outside the
/// Basic Multilingual Plane that was cut in two is put together again. All other text passes as it is, whatever its direction or width.
/// </summary>
public sealed class TerminalText
{
    private const char Delete = '\u007F';
    private const char FirstUpperControl = '\u0080';
    private const char LastUpperControl = '\u009F';

    // Unicode has a picture for each of the lower control characters, in their order.
    private const char FirstPicture = '\u2400';
    private const char DeletePicture = '\u2421';
    private const char Replacement = '\uFFFD';
    private const char None = '\0';

    private readonly StringBuilder _shown = new();

    // A carriage return or the first half of a character, as long as nobody knows what follows.
    private char _held = None;

    /// <summary>Takes the next piece.</summary>
    /// <param name="text">The piece.</param>
    /// <returns>What can be shown now: a character whose meaning depends on the next one waits for it.</returns>
    public string Next(string text)
    {
        if (_held == None && !NeedsWork(text))
            return text;

        foreach (char character in text)
            Take(character);
        return TakeShown();
    }

    /// <summary>Ends the text.</summary>
    /// <returns>What was waiting for a next piece.</returns>
    public string End()
    {
        Release();
        return TakeShown();
    }

    private static bool NeedsWork(string text)
    {
        foreach (char character in text)
        {
            if (char.IsSurrogate(character) || (IsControl(character) && character is not ('\n' or '\t')))
                return true;
        }

        return false;
    }

    private static bool IsControl(char character) => character <= LastUpperControl && (character is < ' ' or Delete or >= FirstUpperControl);

    private static char Picture(char control) => control switch
    {
        < ' ' => (char)(FirstPicture + control),
        Delete => DeletePicture,
        _ => Replacement,
    };

    private void Take(char character)
    {
        if (char.IsLowSurrogate(character) && char.IsHighSurrogate(_held))
        {
            _shown.Append(_held).Append(character);
            _held = None;
            return;
        }

        if (character == '\n' && _held == '\r')
            _held = None;
        Release();
        if (character == '\r' || char.IsHighSurrogate(character))
            _held = character;
        else if (char.IsLowSurrogate(character))
            _shown.Append(Replacement);
        else
            _shown.Append(IsControl(character) && character is not ('\n' or '\t') ? Picture(character) : character);
    }

    private void Release()
    {
        if (_held != None)
            _shown.Append(char.IsHighSurrogate(_held) ? Replacement : Picture(_held));
        _held = None;
    }

    private string TakeShown()
    {
        string shown = _shown.ToString();
        _shown.Clear();
        return shown;
    }
}
