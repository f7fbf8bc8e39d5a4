namespace StreamPS.Protocols;

/// <summary>The role of a reply. Services repeat it as they like; it goes out once, with the first delta.</summary>
internal sealed class FirstRole
{
    private bool _isTaken;
    private ChatRole? _role;

    /// <summary>Takes over the role that a frame names; null when it names none. The first one counts.</summary>
    public void Read(ChatRole? role) => _role ??= role;

    /// <summary>The role the first time, null afterwards. A service that names none means the model.</summary>
    public ChatRole? Take()
    {
        if (_isTaken)
            return null;

        _isTaken = true;
        return _role ?? ChatRole.Assistant;
    }
}
