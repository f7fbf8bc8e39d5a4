using System.Net.Sockets;
using StreamPS.Transport;

namespace StreamPS.Cassettes;

/// <summary>What an exchange ends with when it's replayed.</summary>
internal sealed class ReplayedAnswer
{
    private readonly string _path;

    public ReplayedAnswer(CassettePlayer player, CassetteExchange exchange)
    {
        _path = player.Cassette.Path;
        Exchange = exchange;
    }

    public CassetteExchange Exchange { get; }

    /// <summary>When the end comes, in milliseconds since the request: at once where nothing is known of it.</summary>
    public double EndMilliseconds => Exchange.End is null or { How: CassetteEnding.Closed, Kind: null } ? 0 : Exchange.End.Milliseconds;

    /// <summary>True when the body ends by itself.</summary>
    public bool IsComplete => Exchange.End is { How: CassetteEnding.Complete };

    /// <summary>The failure that it ended with.</summary>
    public ChatException ToFailure() => Exchange.End switch
    {
        { How: CassetteEnding.Broken } end => ToBreak(end),
        { How: CassetteEnding.Closed, Kind: { } kind } end => new ChatConnectionException(
            kind,
            $"The client had waited long enough when this was recorded: {kind} after {end.Milliseconds / 1000:0.###} s ('{_path}', line {Exchange.Line})."),
        _ => new ChatCassetteException(
            ChatErrorKind.CassetteMismatch,
            $"The cassette '{_path}' doesn't have more of this answer: the recording of the request in line {Exchange.Line} {(Exchange.End is null ? "breaks off" : "was stopped")} here."),
    };

    private ChatConnectionException ToBreak(CassetteEnd end)
    {
        var cause = end.SocketError is { } error ? new SocketException((int)error) : null;
        string why = cause?.Message ?? end.Message ?? "as it was recorded";
        return Exchange.Response is null
            ? ConnectionFailures.OfKind(end.Kind ?? ChatErrorKind.ConnectionLost, Exchange.Request.Address, why, cause)
            : ConnectionFailures.InBody(why, cause);
    }
}
