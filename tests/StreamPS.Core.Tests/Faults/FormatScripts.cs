using System.Collections.Generic;
using System.Linq;
using StreamPS.LoopbackServer;
using StreamPS.Tests.Protocols;

namespace StreamPS.Tests.Faults;

/// <summary>The wire formats, and the two that may send everything so far in each frame once more in that way.</summary>
internal static class FormatScripts
{
    private const string Wish = "Continue exactly where your last message stopped. Don't repeat any of it, and add no introduction.";

    private const string OverloadedError = """{"error":{"message":"Busy","type":"overloaded_error"}}""";

    private static readonly FormatScript OpenAIChat = new()
    {
        Name = "OpenAIChat",
        Provider = "Moonshot",
        Opening = [OpenAIFrames.Frame("""{"id":"c1","model":"m","choices":[{"index":0,"delta":{"role":"assistant"}}]}""")],
        TextFrame = text => OpenAIFrames.Frame($$$"""{"choices":[{"index":0,"delta":{"content":{{{text}}}}}]}"""),
        Finish = OpenAIFrames.Frame("""{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"""),
        End = _ => OpenAIFrames.Done,
        Error = OpenAIFrames.Frame(OverloadedError),
        ErrorKind = ChatErrorKind.Overloaded,
        Conversation = body => body.GetProperty("messages"),
        Continued = text => $$"""[{"role":"user","content":"Tell"},{"role":"assistant","content":{{text}},"partial":true}]""",
    };

    private static readonly FormatScript OpenAIResponses = new()
    {
        Name = "OpenAIResponses",
        Provider = "OpenAIResponses",
        Opening = [ResponsesSamples.Stream(["""{"type":"response.created","response":{"id":"r1","status":"in_progress","model":"m"}}"""])],
        TextFrame = text => ResponsesSamples.Stream([$$"""{"type":"response.output_text.delta","output_index":0,"delta":{{text}}}"""]),
        End = _ => ResponsesSamples.Stream(["""{"type":"response.completed","response":{"id":"r1","status":"completed","output":[]}}"""]),
        Error = ResponsesSamples.Stream(["""{"type":"error","code":"rate_limit_exceeded","message":"Busy"}"""]),
        ErrorKind = ChatErrorKind.RateLimited,
        Conversation = body => body.GetProperty("input"),
        Continued = text => $$"""[{"role":"user","content":"Tell"},{"role":"assistant","content":{{text}}},{"role":"user","content":"{{Wish}}"}]""",
    };

    private static readonly FormatScript Anthropic = new()
    {
        Name = "Anthropic",
        Provider = "Anthropic",
        Opening = [AnthropicSamples.Events("""{"type":"message_start","message":{"id":"m1","role":"assistant","model":"m"}}""")],
        TextFrame = text => AnthropicSamples.Events($$$"""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":{{{text}}}}}"""),
        Finish = AnthropicSamples.Events("""{"type":"message_delta","delta":{"stop_reason":"end_turn"}}"""),
        End = _ => AnthropicSamples.Events("""{"type":"message_stop"}"""),
        Ping = AnthropicSamples.Events("""{"type":"ping"}"""),
        Error = AnthropicSamples.Events("""{"type":"error","error":{"type":"overloaded_error","message":"Busy"}}"""),
        ErrorKind = ChatErrorKind.Overloaded,
        Conversation = body => body.GetProperty("messages"),
        Continued = text => $$"""[{"role":"user","content":"Tell"},{"role":"assistant","content":{{text}}}]""",
    };

    private static readonly FormatScript DashScope = CreateDashScope("DashScope", isCumulative: false);

    private static readonly FormatScript Gemini = new()
    {
        Name = "Gemini",
        Provider = "Gemini",
        TextFrame = text => GeminiSamples.Stream([GeminiSamples.Frame($$"""{"text":{{text}}}""")]),
        End = _ => GeminiSamples.Stream([GeminiSamples.Finish("STOP")]),
        Error = OpenAIFrames.Frame("""{"error":{"code":503,"message":"Busy","status":"UNAVAILABLE"}}"""),
        ErrorKind = ChatErrorKind.Overloaded,
        Conversation = body => body.GetProperty("contents"),
        Continued = text => $$"""[{"role":"user","parts":[{"text":"Tell"}]},{"role":"model","parts":[{"text":{{text}}}]},{"role":"user","parts":[{"text":"{{Wish}}"}]}]""",
        ReadReply = message => message.GetProperty("parts")[0].GetProperty("text").GetString(),
    };

    private static readonly FormatScript Ollama = new()
    {
        Name = "Ollama",
        Provider = "Ollama",
        TextFrame = text => $$$"""{"message":{"role":"assistant","content":{{{text}}}},"done":false}{{{"\n"}}}""",
        End = _ => OllamaSamples.Done() + "\n",
        Ping = "\n",
        Error = """{"error":"Busy"}""" + "\n",
        ErrorKind = ChatErrorKind.ServiceError,
        Frame = payload => payload + "\n",
        IsLines = true,
        Conversation = body => body.GetProperty("messages"),
        Continued = text => $$"""[{"role":"user","content":"Tell"},{"role":"assistant","content":{{text}}},{"role":"user","content":"{{Wish}}"}]""",
    };

    private static readonly FormatScript OpenAICumulative = new()
    {
        Name = "OpenAIChat, cumulative",
        Provider = "DashScope",
        IsCumulative = true,
        Opening = OpenAIChat.Opening,
        TextFrame = OpenAIChat.TextFrame,
        Finish = OpenAIChat.Finish,
        End = OpenAIChat.End,
        Error = OpenAIChat.Error,
        ErrorKind = OpenAIChat.ErrorKind,
        Conversation = OpenAIChat.Conversation,
        Continued = OpenAIChat.Continued,
    };

    /// <summary>All of them, by name.</summary>
    public static IReadOnlyDictionary<string, FormatScript> All { get; } = new[]
    {
        OpenAIChat, OpenAIResponses, Anthropic, DashScope, Gemini, Ollama,
        OpenAICumulative, CreateDashScope("DashScope, cumulative", isCumulative: true),
    }.ToDictionary(script => script.Name);

    private static FormatScript CreateDashScope(string name, bool isCumulative) => new()
    {
        Name = name,
        Provider = "DashScopeNative",
        IsCumulative = isCumulative,
        TextFrame = text => CreateDashScopeFrame(text, "null"),
        End = text => CreateDashScopeFrame(isCumulative ? text : "\"\"", "stop"),
        Error = "id:9\nevent:error\n:HTTP_STATUS/429\ndata:{\"code\":\"Throttling\",\"message\":\"Busy\",\"request_id\":\"r1\"}\n\n",
        ErrorKind = ChatErrorKind.RateLimited,
        Conversation = body => body.GetProperty("input").GetProperty("messages"),
        Continued = text => $$"""[{"role":"user","content":"Tell"},{"role":"assistant","content":{{text}},"partial":true}]""",
    };

    // As many tokens as characters: the last frame of a cumulative stream has the text of the one before, and no more tokens.
    private static string CreateDashScopeFrame(string text, string finishReason) =>
        DashScopeSamples.Event(1, $$$"""{"output":{"choices":[{"message":{"content":{{{text}}}},"finish_reason":"{{{finishReason}}}"}]},"usage":{"output_tokens":{{{text.Length}}}}}""");
}
