using System.Threading.Tasks;
using StreamPS.LoopbackServer;
using StreamPS.Tests.Protocols;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Client;

/// <summary>Gateways that lose the service write their error into the stream as it is, without <c>data:</c>.</summary>
public sealed class BareErrorTests : ServerTest
{
    private const string Error = """{"error":{"message":"Busy","code":503,"status":"UNAVAILABLE"}}""";

    public static TheoryData<ChatProtocol> EventStreams =>
        [ChatProtocol.OpenAIChat, ChatProtocol.OpenAIResponses, ChatProtocol.Anthropic, ChatProtocol.DashScope, ChatProtocol.Gemini];

    [Theory]
    [MemberData(nameof(EventStreams))]
    public async Task An_error_without_a_field_name_is_the_services_error(ChatProtocol protocol)
    {
        string[] endings = ["\n\n", "\n", "", "\r\n\r\ndata: [DONE]\r\n\r\n"];
        foreach (string ending in endings)
        {
            Server.Respond(Reply.Frames(Beginning(protocol), Error + ending));

            var exception = Assert.IsType<ChatServiceException>(await FailAsync(CreateClient(protocol)));

            Assert.Equal((ChatErrorKind.Overloaded, "UNAVAILABLE", "Busy", "so far"), (exception.Kind, exception.ServiceCode, exception.ServiceMessage, exception.Completion?.Text));
        }
    }

    [Fact]
    public async Task An_error_in_an_array_over_several_lines_is_one_too()
    {
        Server.Respond(Reply.Frames(Beginning(ChatProtocol.Gemini), "[{\n  \"error\": {\n    \"message\": \"Busy\",\n    \"status\": \"UNAVAILABLE\"\n  }\n}\n]\n"));

        var exception = Assert.IsType<ChatServiceException>(await FailAsync(CreateClient(ChatProtocol.Gemini)));

        Assert.Equal((ChatErrorKind.Overloaded, "so far"), (exception.Kind, exception.Completion?.Text));
    }

    private static string Beginning(ChatProtocol protocol) => protocol switch
    {
        ChatProtocol.OpenAIResponses => ResponsesSamples.Stream([ResponsesSamples.Delta("\"so far\"")]),
        ChatProtocol.Anthropic => AnthropicSamples.Events(
            """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"so far"}}"""),
        ChatProtocol.DashScope => DashScopeSamples.Event(1, DashScopeSamples.Frame("so far")),
        ChatProtocol.Gemini => GeminiSamples.Stream([GeminiSamples.Frame("""{"text":"so far"}""")]),
        _ => OpenAIFrames.Content("so far"),
    };

    private ChatClient CreateClient(ChatProtocol protocol) => new(
        new ChatProvider("Test", Server.BaseUri) { Protocol = protocol, DefaultModel = "m" },
        new ChatClientOptions { Retry = ChatRetryOptions.None, ApiKey = new ApiKey(Key) });
}
