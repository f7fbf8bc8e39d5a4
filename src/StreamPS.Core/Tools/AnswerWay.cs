namespace StreamPS.Tools;

/// <summary>How a service is asked for an answer that fits a schema. However it is, the answer is checked.</summary>
internal enum AnswerWay
{
    /// <summary>In the format's own field for schemas.</summary>
    Schema,

    /// <summary>In words, with the format's field for JSON of whatever kind.</summary>
    AnyObject,

    /// <summary>In words alone.</summary>
    Words,
}
