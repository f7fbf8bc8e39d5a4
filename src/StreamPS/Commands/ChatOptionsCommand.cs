using System.Management.Automation;

namespace StreamPS.Commands;

/// <summary>A cmdlet that has a model reply: how it chooses its words, and how long it may take.</summary>
public abstract class ChatOptionsCommand : ChatServiceCommand
{
    /// <summary>How freely the model chooses its words.</summary>
    [Parameter]
    [ValidateRange(0.0, 2.0)]
    public double? Temperature { get; set; }

    /// <summary>The share of probability that is sampled from.</summary>
    [Parameter]
    [ValidateRange(0.0, 1.0)]
    public double? TopP { get; set; }

    /// <summary>The most tokens the reply may have.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? MaxTokens { get; set; }

    /// <summary>How long the first delta may take from the sending of a request, in seconds; 0 sets no limit.</summary>
    [Parameter]
    [ValidateRange(0, LongestTime)]
    public int FirstTokenTimeoutSeconds { get; set; } = 120;

    /// <summary>How long a reply that has begun may bring nothing new, in seconds; 0 sets no limit.</summary>
    [Parameter]
    [ValidateRange(0, LongestTime)]
    public int IdleTimeoutSeconds { get; set; } = 60;

    /// <inheritdoc/>
    private protected override ChatTimeouts GetTimeouts() => base.GetTimeouts() with
    {
        FirstToken = LimitOf(FirstTokenTimeoutSeconds),
        Idle = LimitOf(IdleTimeoutSeconds),
    };

    /// <summary>
    /// Takes the service of a session, unless the command line names one: that has an address and a format of its own.
    /// </summary>
    /// <param name="session">The session.</param>
    /// <returns>Whether it was taken.</returns>
    private protected bool TakeService(ChatSession session)
    {
        if (Provider is not null || BaseUri is not null)
            return false;

        Provider = session.Provider;
        BaseUri = session.BaseUri;
        Protocol ??= session.Protocol;
        return true;
    }
}
