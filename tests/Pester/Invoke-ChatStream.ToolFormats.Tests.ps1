BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../out/StreamPS') -Force
    Import-Module (Join-Path $PSScriptRoot 'LoopbackServer.psm1') -Force
    $script:server = Start-LoopbackServer
    $script:tool = New-ChatTool -Name get_weather -Description 'The weather.' -ScriptBlock { param([Parameter(Mandatory)] [string] $City) "Rain in $City" }
}

AfterAll { Stop-LoopbackServer $server }

Describe 'A tool that a service calls in <Protocol>' -ForEach @(
    @{
        Protocol = 'OpenAIChat'
        Name     = { $_.tools[0].function.name }
        Call     = @(
            'data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"","type":"function","function":{"name":"get_weather","arguments":"{\"City\":\"Oslo\"}"}}]},"finish_reason":"tool_calls"}]}'
            'data: [DONE]'
        )
        Answer   = @('data: {"choices":[{"index":0,"delta":{"content":"Wet"},"finish_reason":"stop"}]}', 'data: [DONE]')
        Result   = { "$($_.messages[1].tool_calls[0].id) $($_.messages[2].tool_call_id) $($_.messages[2].content)" }
        Expected = 'call_0 call_0 Rain in Oslo'
    }
    @{
        Protocol = 'OpenAIResponses'
        Name     = { $_.tools[0].name }
        Call     = @(
            'data: {"type":"response.output_item.added","output_index":0,"item":{"type":"function_call","call_id":"c1","name":"get_weather","arguments":""}}'
            'data: {"type":"response.function_call_arguments.delta","output_index":0,"delta":"{\"City\":\"Oslo\"}"}'
            'data: {"type":"response.completed","response":{"id":"r1","status":"completed","output":[]}}'
        )
        Answer   = @('data: {"type":"response.output_text.delta","output_index":0,"delta":"Wet"}', 'data: {"type":"response.completed","response":{"id":"r2","status":"completed","output":[]}}')
        Result   = { "$($_.input[1].call_id) $($_.input[2].type) $($_.input[2].call_id) $($_.input[2].output)" }
        Expected = 'c1 function_call_output c1 Rain in Oslo'
    }
    @{
        Protocol = 'Anthropic'
        Name     = { $_.tools[0].name }
        Call     = @(
            'data: {"type":"message_start","message":{"id":"m1","role":"assistant","content":[]}}'
            'data: {"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"t1","name":"get_weather","input":{}}}'
            'data: {"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\"City\":\"Oslo\"}"}}'
            'data: {"type":"content_block_stop","index":0}'
            'data: {"type":"message_delta","delta":{"stop_reason":"tool_use"}}'
            'data: {"type":"message_stop"}'
        )
        Answer   = @(
            'data: {"type":"message_start","message":{"id":"m2","role":"assistant","content":[]}}'
            'data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Wet"}}'
            'data: {"type":"message_delta","delta":{"stop_reason":"end_turn"}}'
            'data: {"type":"message_stop"}'
        )
        Result   = { "$($_.messages[1].content[0].input.City) $($_.messages[2].content[0].tool_use_id) $($_.messages[2].content[0].content)" }
        Expected = 'Oslo t1 Rain in Oslo'
    }
    @{
        Protocol = 'DashScope'
        Name     = { $_.parameters.tools[0].function.name }
        Call     = @('data:{"output":{"choices":[{"message":{"role":"assistant","content":"","tool_calls":[{"index":0,"id":"d1","type":"function","function":{"name":"get_weather","arguments":"{\"City\":\"Oslo\"}"}}]},"finish_reason":"tool_calls"}]},"request_id":"x"}')
        Answer   = @('data:{"output":{"choices":[{"message":{"role":"assistant","content":"Wet"},"finish_reason":"stop"}]},"request_id":"y"}')
        Result   = { "$($_.input.messages[1].tool_calls[0].id) $($_.input.messages[2].tool_call_id) $($_.input.messages[2].content)" }
        Expected = 'd1 d1 Rain in Oslo'
    }
    @{
        Protocol = 'Gemini'
        Name     = { $_.tools[0].functionDeclarations[0].name }
        Call     = @('data: {"candidates":[{"content":{"role":"model","parts":[{"functionCall":{"name":"get_weather","args":{"City":"Oslo"}},"thoughtSignature":"s1"}]},"finishReason":"STOP","index":0}]}')
        Answer   = @('data: {"candidates":[{"content":{"role":"model","parts":[{"text":"Wet"}]},"finishReason":"STOP","index":0}]}')
        Result   = { "$($_.contents[1].parts[0].thoughtSignature) $($_.contents[2].parts[0].functionResponse.name) $($_.contents[2].parts[0].functionResponse.response.output)" }
        Expected = 's1 get_weather Rain in Oslo'
    }
    @{
        Protocol = 'Ollama'
        Name     = { $_.tools[0].function.name }
        Call     = @('{"message":{"role":"assistant","content":"","tool_calls":[{"function":{"name":"get_weather","arguments":{"City":"Oslo"}}}]},"done":false}', '{"message":{"role":"assistant","content":""},"done":true,"done_reason":"stop"}')
        Answer   = @('{"message":{"role":"assistant","content":"Wet"},"done":false}', '{"message":{"role":"assistant","content":""},"done":true,"done_reason":"stop"}')
        Result   = { "$($_.messages[1].tool_calls[0].function.arguments.City) $($_.messages[2].tool_name) $($_.messages[2].content)" }
        Expected = 'Oslo get_weather Rain in Oslo'
    }
) {
    It 'is run, and its result goes back in the way of the format' {
        Clear-LoopbackServer $server
        $isLines = $Protocol -eq 'Ollama'
        foreach ($frames in $Call, $Answer) {
            Add-Reply $server -Step @($frames | ForEach-Object { $_ + $(if ($isLines) { "`n" } else { "`n`n" }) }) -Header @{ 'Content-Type' = $(if ($isLines) { 'application/x-ndjson' } else { 'text/event-stream' }) }
        }
        $deltas = Invoke-ChatStream 'Hi' -BaseUri $server.BaseUri -Protocol $Protocol -Model m -Tool $tool -ToolMode Auto -MaximumRetryCount 0 -CompletionVariable reply

        $deltas -join '' | Should -BeExactly 'Wet'
        "$($reply.Status) $($reply.ToolRounds)" | Should -BeExactly 'Complete 1'
        $requests = Get-Request $server
        $requests[0].json | ForEach-Object $Name | Should -BeExactly 'get_weather'
        $requests[1].json | ForEach-Object $Result | Should -BeExactly $Expected
    }
}
