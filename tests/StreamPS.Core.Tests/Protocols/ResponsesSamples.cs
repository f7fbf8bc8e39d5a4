using System.Collections.Generic;
using System.Linq;

namespace StreamPS.Tests.Protocols;

/// <summary>Streams of OpenAI's Responses.</summary>
internal static class ResponsesSamples
{
    public const string Completed = """{"type":"response.completed","sequence_number":8,"response":{"id":"resp_1","status":"completed","output":[],"usage":{"input_tokens":8,"input_tokens_details":{"cached_tokens":0},"output_tokens":2,"output_tokens_details":{"reasoning_tokens":0},"total_tokens":10}}}""";

    /// <summary>The payloads of a reply that is a text.</summary>
    public static readonly string[] Text =
    [
        """{"type":"response.created","sequence_number":0,"response":{"id":"resp_1","object":"response","status":"in_progress","model":"gpt-x","output":[],"usage":null,"error":null,"incomplete_details":null}}""",
        """{"type":"response.in_progress","sequence_number":1,"response":{"id":"resp_1","status":"in_progress","output":[]}}""",
        """{"type":"response.output_item.added","sequence_number":2,"output_index":0,"item":{"id":"msg_1","type":"message","status":"in_progress","role":"assistant","content":[]}}""",
        """{"type":"response.content_part.added","sequence_number":3,"item_id":"msg_1","output_index":0,"content_index":0,"part":{"type":"output_text","text":"","annotations":[],"logprobs":[]}}""",
        """{"type":"response.output_text.delta","sequence_number":4,"item_id":"msg_1","output_index":0,"content_index":0,"delta":"Hi","logprobs":[],"obfuscation":"Zx9"}""",
        """{"type":"response.output_text.done","sequence_number":5,"item_id":"msg_1","output_index":0,"content_index":0,"text":"Hi","logprobs":[]}""",
        """{"type":"response.content_part.done","sequence_number":6,"item_id":"msg_1","output_index":0,"content_index":0,"part":{"type":"output_text","text":"Hi","annotations":[]}}""",
        """{"type":"response.output_item.done","sequence_number":7,"output_index":0,"item":{"id":"msg_1","type":"message","status":"completed","role":"assistant","content":[{"type":"output_text","text":"Hi","annotations":[]}]}}""",
        """{"type":"response.completed","sequence_number":8,"response":{"id":"resp_1","status":"completed","output":[{"id":"msg_1","type":"message","status":"completed","role":"assistant","content":[{"type":"output_text","text":"Hi","annotations":[]}]}],"usage":{"input_tokens":8,"input_tokens_details":{"cached_tokens":0},"output_tokens":2,"output_tokens_details":{"reasoning_tokens":0},"total_tokens":10}}}""",
    ];

    /// <summary>The payloads of a reply with everything: reasoning, text, refusal, two calls, and much that doesn't matter.</summary>
    public static readonly string[] Everything =
    [
        """{"type":"response.queued","sequence_number":0,"response":{"id":"resp_2","status":"queued","model":"gpt-y"}}""",
        """{"type":"response.created","sequence_number":1,"response":{"id":"resp_2b","status":"in_progress","model":"gpt-z"}}""",
        """{"type":"keepalive","sequence_number":2}""",
        """{"type":"response.output_item.added","sequence_number":3,"output_index":0,"item":{"id":"rs_1","type":"reasoning","summary":[]}}""",
        """{"type":"response.reasoning_summary_part.added","sequence_number":4,"item_id":"rs_1","output_index":0,"summary_index":0,"part":{"type":"summary_text","text":""}}""",
        """{"type":"response.reasoning_summary_text.delta","sequence_number":5,"item_id":"rs_1","output_index":0,"summary_index":0,"delta":"Let me","obfuscation":"a"}""",
        """{"type":"response.reasoning_summary_text.delta","sequence_number":6,"item_id":"rs_1","output_index":0,"summary_index":0,"delta":" see.","obfuscation":"bc"}""",
        """{"type":"response.reasoning_summary_text.done","sequence_number":7,"item_id":"rs_1","output_index":0,"summary_index":0,"text":"Let me see."}""",
        """{"type":"response.reasoning_text.delta","sequence_number":8,"item_id":"rs_1","output_index":0,"content_index":0,"delta":"raw"}""",
        """{"type":"response.output_item.done","sequence_number":9,"output_index":0,"item":{"id":"rs_1","type":"reasoning","summary":[{"type":"summary_text","text":"Let me see."}],"encrypted_content":"gAAA"}}""",
        """{"type":"response.output_item.added","sequence_number":10,"output_index":1,"item":{"id":"ws_1","type":"web_search_call","status":"in_progress"}}""",
        """{"type":"response.web_search_call.searching","sequence_number":11,"output_index":1,"item_id":"ws_1"}""",
        """{"type":"response.output_item.done","sequence_number":12,"output_index":1,"item":{"id":"ws_1","type":"web_search_call","status":"completed","action":{"type":"search","query":"q"}}}""",
        """{"type":"response.output_item.added","sequence_number":13,"output_index":2,"item":{"id":"msg_1","type":"message","role":"assistant","content":[]}}""",
        """{"type":"response.output_text.delta","sequence_number":14,"item_id":"msg_1","output_index":2,"content_index":0,"delta":"你好","logprobs":[],"obfuscation":"x"}""",
        """{"type":"response.output_text.delta","sequence_number":15,"item_id":"msg_1","output_index":2,"content_index":0,"delta":", \"Ann\"\n","logprobs":[],"obfuscation":"y"}""",
        """{"type":"response.output_text.delta","sequence_number":16,"item_id":"msg_9","output_index":2,"content_index":0,"delta":"🎉","logprobs":[],"obfuscation":"zz"}""",
        """{"type":"response.output_text.annotation.added","sequence_number":17,"output_index":2,"annotation":{"type":"url_citation"}}""",
        """{"type":"response.refusal.delta","sequence_number":18,"item_id":"msg_1","output_index":2,"content_index":1,"delta":"I can't."}""",
        """{"type":"response.refusal.done","sequence_number":19,"item_id":"msg_1","output_index":2,"content_index":1,"refusal":"I can't."}""",
        """{"type":"response.output_item.done","sequence_number":20,"output_index":2,"item":{"id":"msg_1","type":"message","role":"assistant","content":[{"type":"output_text","text":"你好, \"Ann\"\n🎉"},{"type":"refusal","refusal":"I can't."}]}}""",
        """{"type":"response.output_item.added","sequence_number":21,"output_index":3,"item":{"id":"fc_1","type":"function_call","status":"in_progress","call_id":"call_a","name":"weather","arguments":""}}""",
        """{"type":"response.function_call_arguments.delta","sequence_number":22,"item_id":"fc_1","output_index":3,"delta":"{\"city\":"}""",
        """{"type":"response.output_item.added","sequence_number":23,"output_index":4,"item":{"id":"ct_1","type":"custom_tool_call","call_id":"call_b","name":"run","input":""}}""",
        """{"type":"response.custom_tool_call_input.delta","sequence_number":24,"item_id":"ct_1","output_index":4,"delta":"ls"}""",
        """{"type":"response.function_call_arguments.delta","sequence_number":25,"item_id":"fc_1","output_index":3,"delta":"\"Rome\"}"}""",
        """{"type":"response.function_call_arguments.done","sequence_number":26,"item_id":"fc_1","output_index":3,"arguments":"{\"city\":\"Rome\"}"}""",
        """{"type":"response.output_item.done","sequence_number":27,"output_index":3,"item":{"id":"fc_1","type":"function_call","status":"completed","call_id":"call_a","name":"weather","arguments":"{\"city\":\"Rome\"}"}}""",
        """{"type":"response.custom_tool_call_input.done","sequence_number":28,"item_id":"ct_1","output_index":4,"input":"ls"}""",
        """{"type":"response.output_item.done","sequence_number":29,"output_index":4,"item":{"id":"ct_1","type":"custom_tool_call","call_id":"call_b","name":"run","input":"ls"}}""",
        """{"type":"response.completed","sequence_number":30,"response":{"id":"resp_2","status":"completed","model":"gpt-y","output":[{"type":"message","content":[{"type":"output_text","text":"again"}]}],"usage":{"input_tokens":100,"input_tokens_details":{"cached_tokens":40,"cache_write_tokens":1},"output_tokens":30,"output_tokens_details":{"reasoning_tokens":12},"total_tokens":130}}}""",
    ];

    /// <summary>An event stream as the service sends it: the name of each event is its type.</summary>
    public static string Stream(IEnumerable<string> payloads) => string.Concat(payloads.Select(payload => $"event: {payload.Split('"')[3]}\ndata: {payload}\n\n"));

    /// <summary>A piece of text.</summary>
    public static string Delta(string json, int number = 4, string kind = "output_text", int item = 0) =>
        $$"""{"type":"response.{{kind}}.delta","sequence_number":{{number}},"item_id":"msg_1","output_index":{{item}},"content_index":0,"delta":{{json}},"logprobs":[],"obfuscation":"{{new string('x', number % 5)}}"}""";

    /// <summary>An item of the output that begins or ends.</summary>
    public static string Item(string change, string item, int? position = 0) =>
        $$"""{"type":"response.output_item.{{change}}"{{(position is null ? "" : $",\"output_index\":{position}")}},"item":{{item}}}""";
}
