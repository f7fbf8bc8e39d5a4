using System.Collections.Generic;
using Xunit;

namespace StreamPS.Tests.Support;

/// <summary>Streams as the services' guides print them.</summary>
internal static class Samples
{
    /// <summary>Moonshot's guide: usage inside the choice.</summary>
    public const string Moonshot = """
        data: {"id":"cmpl-1305","object":"chat.completion.chunk","created":1698999575,"model":"kimi-k2-turbo-preview","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}

        data: {"id":"cmpl-1305","object":"chat.completion.chunk","created":1698999575,"model":"kimi-k2-turbo-preview","choices":[{"index":0,"delta":{"content":"你好"},"finish_reason":null}]}

        data: {"id":"cmpl-1305","object":"chat.completion.chunk","created":1698999575,"model":"kimi-k2-turbo-preview","choices":[{"index":0,"delta":{"content":"，李雷🎉"},"finish_reason":null}]}

        data: {"id":"cmpl-1305","object":"chat.completion.chunk","created":1698999575,"model":"kimi-k2-turbo-preview","choices":[{"index":0,"delta":{},"finish_reason":"stop","usage":{"prompt_tokens":19,"completion_tokens":13,"total_tokens":32}}]}

        data: [DONE]


        """;

    /// <summary>OpenAI with include_usage.</summary>
    public const string OpenAI = """
        data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1780693554,"model":"gpt-x","service_tier":"default","system_fingerprint":"fp_1","choices":[{"index":0,"delta":{"role":"assistant","content":"","refusal":null},"logprobs":null,"finish_reason":null}],"usage":null,"obfuscation":"1LIM4z"}

        data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1780693554,"model":"gpt-x","service_tier":"default","system_fingerprint":"fp_1","choices":[{"index":0,"delta":{"content":"Hi"},"logprobs":null,"finish_reason":null}],"usage":null,"obfuscation":"Qy"}

        data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1780693554,"model":"gpt-x","service_tier":"default","system_fingerprint":"fp_1","choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}],"usage":null,"obfuscation":"a"}

        data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1780693554,"model":"gpt-x","service_tier":"default","system_fingerprint":"fp_1","choices":[],"usage":{"prompt_tokens":9,"completion_tokens":1,"total_tokens":10,"prompt_tokens_details":{"cached_tokens":4,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":2,"audio_tokens":0,"accepted_prediction_tokens":0,"rejected_prediction_tokens":0}},"obfuscation":""}

        data: [DONE]


        """;

    /// <summary>DashScope's compatible mode: other key order, an empty content with the finish reason.</summary>
    public const string DashScope = """
        data: {"choices":[{"delta":{"content":"","role":"assistant"},"index":0,"logprobs":null,"finish_reason":null}],"object":"chat.completion.chunk","usage":null,"created":1726132850,"system_fingerprint":null,"model":"qwen-max","id":"chatcmpl-428b"}

        data: {"choices":[{"finish_reason":null,"delta":{"content":"我是"},"index":0,"logprobs":null}],"object":"chat.completion.chunk","usage":null,"created":1726132850,"system_fingerprint":null,"model":"qwen-max","id":"chatcmpl-428b"}

        data: {"choices":[{"finish_reason":"stop","delta":{"content":""},"index":0,"logprobs":null}],"object":"chat.completion.chunk","usage":null,"created":1726132850,"system_fingerprint":null,"model":"qwen-max","id":"chatcmpl-428b"}

        data: {"choices":[],"object":"chat.completion.chunk","usage":{"prompt_tokens":22,"completion_tokens":17,"total_tokens":39},"created":1726132850,"system_fingerprint":null,"model":"qwen-max","id":"chatcmpl-428b"}

        data: [DONE]


        """;

    /// <summary>MegaLLM: a role frame without content, and no index in its short form.</summary>
    public const string MegaLlm = """
        data: {"id":"c-1","object":"chat.completion.chunk","model":"gpt-4","choices":[{"delta":{"role":"assistant"},"finish_reason":null}]}

        data: {"choices":[{"delta":{"content":"Hello"}}]}

        data: {"choices":[{"delta":{"content":" there"}}]}

        data: {"choices":[{"delta":{},"finish_reason":"stop"}]}

        data: [DONE]


        """;

    /// <summary>A tool call in the regular form.</summary>
    public const string ToolCall = """
        data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":null,"tool_calls":[{"index":0,"id":"call_a","type":"function","function":{"name":"weather","arguments":""}}]},"finish_reason":null}]}

        data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"city\":"}}]},"finish_reason":null}]}

        data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"\"Rome\"}"}}]},"finish_reason":null}]}

        data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}

        data: [DONE]


        """;

    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>
    {
        [nameof(Moonshot)] = Moonshot,
        [nameof(OpenAI)] = OpenAI,
        [nameof(DashScope)] = DashScope,
        [nameof(MegaLlm)] = MegaLlm,
        [nameof(ToolCall)] = ToolCall,
    };

    public static TheoryData<string> Names => [.. All.Keys];
}
