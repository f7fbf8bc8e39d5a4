namespace StreamPS.Protocols;

/// <summary>A part of a frame that is used again for the next one.</summary>
internal interface IReusable
{
    /// <summary>Forgets what it says.</summary>
    void Clear();
}
