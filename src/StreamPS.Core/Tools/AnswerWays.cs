using System.Collections.Generic;
using System.Linq;
using StreamPS.Protocols;

namespace StreamPS.Tools;

/// <summary>Decides how a service is asked for an answer that fits a schema, and asks in words where that's the way.</summary>
internal static class AnswerWays
{
    public static AnswerWay Choose(ChatProvider provider, AnswerFormat? format)
    {
        if (format is null || provider.Protocol is ChatProtocol.Gemini or ChatProtocol.Ollama)
            return AnswerWay.Schema;
        // The fields of the others take objects only.
        if (!format.Schema.IsOfObjects)
            return AnswerWay.Words;

        bool hasSchema = provider.Protocol == ChatProtocol.OpenAIResponses || provider.IsCustom || provider.Capabilities.HasFlag(ChatCapabilities.JsonSchema);
        if (provider.Protocol == ChatProtocol.Anthropic)
            return hasSchema && StrictSchema.AllowsWithoutLimits(format.Schema.Definition) ? AnswerWay.Schema : AnswerWay.Words;
        if (hasSchema)
            return AnswerWay.Schema;
        return provider.Capabilities.HasFlag(ChatCapabilities.JsonObject) ? AnswerWay.AnyObject : AnswerWay.Words;
    }

    /// <summary>The request as it's sent: with the schema in words where there is no other way.</summary>
    public static ChatRequest Apply(ChatRequest request, AnswerWay way)
    {
        if (request.Answer is null || way == AnswerWay.Schema)
            return request;

        // Templates of some models take one message of instructions, at the beginning.
        string words = $"Answer with JSON alone: no other words, no code block. The JSON has to fit this schema:\n{request.Answer.Schema}";
        var messages = new List<ChatMessage>(request.Messages);
        if (messages.FirstOrDefault() is { } first && Conversation.IsInstruction(first))
            messages[0] = first.With($"{first.Content}\n\n{words}");
        else
            messages.Insert(0, ChatMessage.System(words));
        return request.With(messages);
    }
}
