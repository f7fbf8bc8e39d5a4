using System.Collections.Generic;
using System.Text;
using System.Text.Json;

namespace StreamPS.Text;

/// <summary>
/// Cuts the elements out of a JSON array, or JSON documents that follow each other, each as soon as it's whole. What stands around them, words
/// or the fences of Markdown, is left out.
/// </summary>
internal sealed class JsonSplitter : TextSplitter
{
    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    private readonly StringBuilder _element = new();
    private long _position;
    private long _start;
    private int _depth;
    private bool _isInArray;
    private bool _isInString;
    private bool _isEscaped;

    public override IReadOnlyList<TextPiece> Add(string text)
    {
        var pieces = new List<TextPiece>();
        foreach (char character in text)
        {
            Take(character, pieces);
            _position++;
        }

        return pieces;
    }

    public override IReadOnlyList<TextPiece> Complete()
    {
        var pieces = new List<TextPiece>();
        Finish(pieces);
        return pieces;
    }

    private void Take(char character, List<TextPiece> pieces)
    {
        if (_isInString)
        {
            _element.Append(character);
            _isInString = character != '"' || _isEscaped;
            _isEscaped = character == '\\' && !_isEscaped;
            if (!_isInString && _depth == 0)
                Finish(pieces);
            return;
        }

        switch (character)
        {
            case '[' when !_isInArray && _depth == 0:
                _isInArray = true;
                return;
            case ']' when _depth == 0:
                Finish(pieces);
                _isInArray = false;
                return;
            case ',' when _depth == 0:
                Finish(pieces);
                return;
            case '{' or '[':
                Append(character);
                _depth++;
                return;
            case '}' or ']' when _depth > 0:
                Append(character);
                if (--_depth == 0)
                    Finish(pieces);
                return;
        }

        // Outside of documents there are only words.
        if (_depth == 0 && (!_isInArray || char.IsWhiteSpace(character)))
        {
            Finish(pieces);
            return;
        }

        Append(character);
        _isInString = character == '"';
    }

    private void Append(char character)
    {
        if (_element.Length == 0)
            _start = _position;
        _element.Append(character);
    }

    private void Finish(List<TextPiece> pieces)
    {
        if (_element.Length == 0)
            return;

        string text = _element.ToString();
        _element.Clear();
        _depth = 0;
        _isInString = false;
        _isEscaped = false;
        pieces.Add(new TextPiece(text, _start) { Json = Parse(text) });
    }

    private static JsonElement? Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, Lenient);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
