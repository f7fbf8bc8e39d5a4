using System;
using System.Collections.Generic;
using System.Text.RegularExpressions;
using StreamPS.Text;

namespace StreamPS.Streaming;

/// <summary>The limits that a caller set for the text of a reply: each choice is measured by itself, and the first one to cross ends them all.</summary>
internal sealed class ReplyLimits
{
    private readonly ChatRequest _request;
    private readonly Dictionary<int, Choice> _choices = [];

    private ReplyLimits(ChatRequest request)
    {
        _request = request;
    }

    /// <summary>The limits of a request; null when it has none.</summary>
    public static ReplyLimits? Of(ChatRequest request) => request.MaxCharacters is null && request.StopPattern is null ? null : new ReplyLimits(request);

    /// <summary>Takes a delta.</summary>
    /// <returns>How much of its content is within the limits; null when all of it is, and the reply goes on.</returns>
    public int? Measure(ChatDelta delta)
    {
        if (delta.Content is not { Length: > 0 } content)
            return null;
        if (!_choices.TryGetValue(delta.Index, out var choice))
            _choices.Add(delta.Index, choice = new Choice(_request));
        return choice.Measure(content);
    }

    private sealed class Choice
    {
        private readonly int? _maxCharacters;
        private readonly RunningSearch? _search;
        private long _length;

        public Choice(ChatRequest request)
        {
            _maxCharacters = request.MaxCharacters;
            _search = request.StopPattern is null ? null : new RunningSearch(request.StopPattern);
        }

        // A reply that is exactly as long as it may be goes on: it may be complete.
        public int? Measure(string content)
        {
            long begin = _length;
            _length += content.Length;
            int? allowed = _length > _maxCharacters ? WholeCharacters(content, (int)(_maxCharacters.Value - begin)) : null;
            if (FindEnd(content) - begin is { } end && !(allowed < end))
                return (int)Math.Max(0, end);

            return allowed;
        }

        private long? FindEnd(string content)
        {
            try
            {
                return _search?.Add(content) is { Count: > 0 } matches ? matches[0].End : null;
            }
            catch (RegexMatchTimeoutException exception)
            {
                throw new ChatInputException(ChatErrorKind.InvalidRequest, $"The pattern '{exception.Pattern}' that ends the reply took longer than {exception.MatchTimeout.TotalSeconds:0.###} s.", exception);
            }
        }

        private static int WholeCharacters(string content, int length) => length > 0 && char.IsHighSurrogate(content[length - 1]) ? length - 1 : length;
    }
}
