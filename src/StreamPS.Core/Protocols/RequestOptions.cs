using System.Collections.Generic;
using System.Text.Json;

namespace StreamPS.Protocols;

/// <summary>Writes the options of a request under the names of its format.</summary>
internal static class RequestOptions
{
    /// <summary>Refuses options that the format has no name for. A single reply (n) needs none.</summary>
    /// <exception cref="ChatInputException">One is set.</exception>
    public static void Check(ChatRequest request, string format, OptionNames names)
    {
        UnsupportedOption.Refuse(names.Stop is null && request.Stop.Count > 0, format, "stop sequences");
        UnsupportedOption.Refuse(names.Seed is null && request.Seed is not null, format, "a seed");
        UnsupportedOption.Refuse(names.Count is null && request.Count > 1, format, "several replies to one request (n)");
        UnsupportedOption.Refuse(names.PresencePenalty is null && request.PresencePenalty is not null, format, "a presence penalty");
        UnsupportedOption.Refuse(names.FrequencyPenalty is null && request.FrequencyPenalty is not null, format, "a frequency penalty");
    }

    /// <summary>Writes those that are set and have a name.</summary>
    public static void Write(RequestBodyWriter body, ChatRequest request, OptionNames names)
    {
        body.WriteNumber(names.Temperature, request.Temperature);
        body.WriteNumber(names.TopP, request.TopP);
        body.WriteNumber(names.MaxTokens, request.MaxTokens);
        if (names.Count is not null)
            body.WriteNumber(names.Count, request.Count);
        if (names.Seed is not null)
            body.WriteNumber(names.Seed, request.Seed);
        if (names.PresencePenalty is not null)
            body.WriteNumber(names.PresencePenalty, request.PresencePenalty);
        if (names.FrequencyPenalty is not null)
            body.WriteNumber(names.FrequencyPenalty, request.FrequencyPenalty);
        if (names.Stop is not null)
            body.WriteStrings(names.Stop, request.Stop);
    }

    /// <summary>Writes them as an object of the body, with the caller's own fields for it; nothing when there are neither.</summary>
    public static void WriteObject(Utf8JsonWriter writer, RequestBodyWriter body, string name, ChatRequest request, OptionNames names, IReadOnlyDictionary<string, object?> extra)
    {
        if ((extra.Count == 0 && !AreSet(request)) || !body.Begins(name))
            return;

        var options = new RequestBodyWriter(writer, extra);
        writer.WriteStartObject();
        Write(options, request, names);
        options.WriteExtraFields();
        writer.WriteEndObject();
    }

    private static bool AreSet(ChatRequest request) =>
        request.Temperature is not null
        || request.TopP is not null
        || request.MaxTokens is not null
        || request.Stop.Count > 0
        || request.Seed is not null
        || request.Count is not null
        || request.PresencePenalty is not null
        || request.FrequencyPenalty is not null;
}
