namespace StreamPS.Protocols;

/// <summary>Where a number stands in a frame.</summary>
internal readonly struct NumberPlace
{
    public NumberPlace(int start, int length)
    {
        Start = start;
        Length = length;
    }

    public int Start { get; }

    public int Length { get; }
}
