using System.Linq;
using System.Text.Json;

namespace StreamPS.Protocols;

/// <summary>
/// Writes the body of a Responses request. Instructions stand at its top level, wherever they were in the conversation: several are joined
/// with a blank line between them. A field of the caller's replaces the one of its name.
/// </summary>
internal static class ResponsesRequestWriter
{
    private const string Format = "OpenAIResponses";

    /// <exception cref="ChatInputException">The request has something that this format can't carry.</exception>
    public static void Write(Utf8JsonWriter writer, ChatRequest request, RequestFormat format)
    {
        Check(request);
        var body = new RequestBodyWriter(writer, request.ExtraBody);
        writer.WriteStartObject();
        body.WriteString("model", format.Model);
        body.WriteString("instructions", Conversation.GetInstructions(request.Messages));
        if (body.Begins("input"))
            ResponsesItemWriter.Write(writer, request.Messages.Where(message => !Conversation.IsInstruction(message)));

        body.WriteBoolean("stream", true);
        body.WriteNumber("temperature", request.Temperature);
        body.WriteNumber("top_p", request.TopP);
        body.WriteNumber("max_output_tokens", request.MaxTokens);
        body.WriteExtraFields();
        writer.WriteEndObject();
    }

    private static void Check(ChatRequest request)
    {
        UnsupportedOption.Refuse(request.Count > 1, Format, "several replies to one request (n)");
        UnsupportedOption.Refuse(request.Stop.Count > 0, Format, "stop sequences");
        UnsupportedOption.Refuse(request.Seed is not null, Format, "a seed");
        UnsupportedOption.Refuse(request.PresencePenalty is not null, Format, "a presence penalty");
        UnsupportedOption.Refuse(request.FrequencyPenalty is not null, Format, "a frequency penalty");
        foreach (var message in request.Messages)
        {
            bool canHaveImages = message.Role is not ChatRole.Assistant && !Conversation.IsInstruction(message);
            UnsupportedOption.Refuse(message.Images.Count > 0 && !canHaveImages, Format, "images in system and assistant messages");
            // A tool's result names its call; the function's name beside it says nothing more.
            UnsupportedOption.Refuse(message.Name is not null && message.Role != ChatRole.Tool, Format, "names of participants");
        }
    }
}
