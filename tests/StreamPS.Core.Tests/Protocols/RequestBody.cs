using System;
using System.IO;
using System.Text.Json;
using StreamPS.Protocols;
using Xunit;

namespace StreamPS.Tests.Protocols;

/// <summary>The body that a wire format writes, compared as JSON.</summary>
internal static class RequestBody
{
    public static JsonElement Write(IChatProtocol protocol, ChatRequest request)
    {
        using var body = new MemoryStream();
        using (var writer = new Utf8JsonWriter(body))
            protocol.WriteRequest(writer, request, new RequestFormat { Model = request.Model ?? "m", AskForUsage = true, MaxTokensField = "max_tokens", SeedField = "seed" });
        using var document = JsonDocument.Parse(body.ToArray());
        return document.RootElement.Clone();
    }

    /// <summary>Checks a body, or a part of one.</summary>
    public static void AssertIs(string expected, JsonElement actual)
    {
        using var document = JsonDocument.Parse(expected);
        if (!JsonElement.DeepEquals(document.RootElement, actual))
            Assert.Equal(document.RootElement.GetRawText(), actual.GetRawText());
    }

    /// <summary>Checks that a request is refused with a message that says why.</summary>
    public static void AssertRefuses(IChatProtocol protocol, ChatRequest request, string word)
    {
        var exception = Assert.Throws<ChatInputException>(() => Write(protocol, request));
        Assert.Equal(ChatErrorKind.InvalidRequest, exception.Kind);
        Assert.Contains(word, exception.Message, StringComparison.Ordinal);
    }
}
