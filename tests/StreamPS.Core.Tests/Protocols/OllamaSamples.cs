namespace StreamPS.Tests.Protocols;

/// <summary>Streams of Ollama.</summary>
internal static class OllamaSamples
{
    /// <summary>The lines of a reply with thinking, text and a call.</summary>
    public static readonly string[] Lines =
    [
        """{"model":"llama3.2","created_at":"2026-01-01T00:00:00.1Z","message":{"role":"assistant","content":"","thinking":"Hmm"},"done":false}""",
        """{"model":"llama3.2","created_at":"2026-01-01T00:00:00.2Z","message":{"role":"assistant","content":"Hi"},"done":false}""",
        """{"model":"llama3.2","created_at":"2026-01-01T00:00:00.3Z","message":{"role":"assistant","content":"","tool_calls":[{"id":"call_x","function":{"index":0,"name":"get_time","arguments":{"tz":"UTC"}}}]},"done":false}""",
        """{"model":"llama3.2","created_at":"2026-01-01T00:00:00.4Z","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","total_duration":5000000,"load_duration":1000000,"prompt_eval_count":9,"prompt_eval_duration":1000000,"eval_count":2,"eval_duration":3000000}""",
    ];

    /// <summary>A whole reply as one document over many lines, as a proxy writes it that doesn't stream.</summary>
    public const string PrettyDocument = """
        {
          "model": "llama3.2",
          "created_at": "2026-01-01T00:00:00.4Z",
          "message": {
            "role": "assistant",
            "content": "Hi"
          },
          "done": true,
          "done_reason": "stop",
          "prompt_eval_count": 9,
          "eval_count": 2
        }

        """;

    /// <summary>The body of the response.</summary>
    public static string Stream => string.Join("\n", Lines) + "\n";

    /// <summary>A line that goes on.</summary>
    public static string Line(string message, int time = 5) => $$"""{"model":"m","created_at":"2026-01-01T00:00:00.{{time}}Z","message":{{message}},"done":false}""";

    /// <summary>A line with text.</summary>
    public static string Content(string text, int time = 5) => Line($$"""{"role":"assistant","content":"{{text}}"}""", time);

    /// <summary>The last line.</summary>
    public static string Done(string rest = ",\"done_reason\":\"stop\"") => $$"""{"model":"m","message":{"role":"assistant","content":""},"done":true{{rest}}}""";
}
