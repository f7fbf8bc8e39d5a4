using System;
using System.Text.Json;

namespace StreamPS.Protocols;

/// <summary>Reads what a frame says of the reply as a whole, and a reply that comes as one document.</summary>
internal static class ResponsesReplyReader
{
    /// <summary>Reads the value at the reader; anything but an object says nothing.</summary>
    public static void Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> document, ResponsesReply reply)
    {
        if (!reader.IsObject())
            return;

        while (reader.ReadProperty())
        {
            if (reader.Says("id"u8))
            {
                reader.Read();
                reply.Id = reader.ReadString();
            }
            else if (reader.Says("model"u8))
            {
                reader.Read();
                reply.Model = reader.ReadString();
            }
            else if (reader.Says("status"u8))
            {
                reader.Read();
                reply.Status = reader.ReadString();
            }
            else if (reader.Says("usage"u8))
            {
                reader.Read();
                reply.Usage = OpenAIUsage.Read(ref reader);
            }
            else if (reader.Says("incomplete_details"u8))
            {
                reader.Read();
                reply.IncompleteReason = reader.ReadField("reason"u8);
            }
            else if (reader.Says("error"u8))
            {
                reader.Read();
                reply.Error = reader.TokenType == JsonTokenType.False ? null : reader.ReadRaw(document);
            }
            else if (reader.Says("output"u8))
            {
                reader.Read();
                ReadOutput(ref reader, document, reply);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static void ReadOutput(ref Utf8JsonReader reader, ReadOnlySpan<byte> document, ResponsesReply reply)
    {
        if (!reader.IsArray())
            return;

        reply.HasOutput = true;
        while (reader.ReadElement())
        {
            var item = new ResponsesItem();
            ResponsesItemReader.Read(ref reader, document, item);
            reply.Output.Add(item);
        }
    }
}
