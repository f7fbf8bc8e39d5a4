using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace StreamPS.Cassettes;

/// <summary>
/// Takes secrets out of the pieces of a body, also those that begin in one piece and end in another: pieces at whose end one may begin are
/// held back until that is decided. Only the file waits, not the reader.
/// </summary>
internal sealed class PieceMask
{
    // One character for each byte, so that a piece that cuts a character is a text, too.
    private static readonly Encoding Latin1 = Encoding.GetEncoding(28591);

    private readonly SecretMask _secrets;
    private readonly List<CassettePiece> _held = [];

    public PieceMask(SecretMask secrets)
    {
        _secrets = secrets.ForBytes();
    }

    /// <summary>Takes the next piece.</summary>
    /// <returns>The pieces that can be written.</returns>
    public IReadOnlyList<CassettePiece> Add(CassettePiece piece)
    {
        if (_secrets.IsEmpty)
            return [piece];

        _held.Add(piece);
        string text = MaskHeld(isEnd: false);
        int start = _secrets.FindPartAtEnd(text);
        return Release(start < 0 ? text.Length : start);
    }

    /// <summary>The pieces that are left. What may be the beginning of a secret at their end is masked.</summary>
    public IReadOnlyList<CassettePiece> Complete()
    {
        if (_held.Count == 0)
            return [];

        return Release(MaskHeld(isEnd: true).Length);
    }

    private string MaskHeld(bool isEnd)
    {
        string text = Join();
        string masked = Mask(text, isEnd);
        if (masked == text)
            return text;

        var single = _held.Select(piece => new CassettePiece(piece.Milliseconds, Latin1.GetBytes(Mask(Latin1.GetString(piece.Bytes), isEnd: false)))).ToArray();
        string separately = string.Concat(single.Select(piece => Latin1.GetString(piece.Bytes)));
        double time = _held[_held.Count - 1].Milliseconds;
        _held.Clear();
        // A secret across two pieces makes one of them.
        if (separately == masked)
            _held.AddRange(single);
        else
            _held.Add(new CassettePiece(time, Latin1.GetBytes(masked)));
        return masked;
    }

    private string Mask(string text, bool isEnd) => isEnd ? _secrets.ApplyToExcerpt(text) : _secrets.Apply(text);

    private string Join() => _held.Count == 1 ? Latin1.GetString(_held[0].Bytes) : string.Concat(_held.Select(piece => Latin1.GetString(piece.Bytes)));

    // Those that end at or before a position.
    private CassettePiece[] Release(int position)
    {
        int count = 0;
        for (int end = 0; count < _held.Count && (end += _held[count].Bytes.Length) <= position; count++)
        {
        }

        var released = _held.GetRange(0, count).ToArray();
        _held.RemoveRange(0, count);
        return released;
    }
}
