using System;
using StreamPS.Commands;

namespace StreamPS.Conversation;

/// <summary>Who answers: a client and the profile that it comes from, if it comes from one.</summary>
internal sealed class ChatService
{
    private readonly Func<ProviderChoice, ChatClient> _connect;

    public ChatService(ChatClient client, ChatProfile? profile, Func<ProviderChoice, ChatClient> connect)
    {
        Client = client;
        Profile = profile;
        _connect = connect;
    }

    public ChatClient Client { get; }

    public ChatProfile? Profile { get; }

    /// <summary>Connects to another one.</summary>
    /// <exception cref="ChatException">It has no key, or what is given for it can't be sent.</exception>
    public ChatService Connect(ProviderChoice choice) => new(_connect(choice), choice.Profile, _connect);
}
