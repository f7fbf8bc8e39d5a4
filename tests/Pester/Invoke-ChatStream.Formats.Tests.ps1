BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../out/StreamPS') -Force
    Import-Module (Join-Path $PSScriptRoot 'LoopbackServer.psm1') -Force
    $script:server = Start-LoopbackServer
}

AfterAll {
    Stop-LoopbackServer $server
}

Describe 'A service that speaks <Protocol>' -ForEach @(
    @{
        Protocol = 'OpenAIChat'
        Path     = '/v1/chat/completions'
        Key      = 'Authorization', 'Bearer sk-12345678'
        Asked    = { $_.messages[0].content }
        Body     = @(
            'data: {"id":"c1","model":"m-1","choices":[{"index":0,"delta":{"role":"assistant","content":"Hel"},"finish_reason":null}]}'
            'data: {"id":"c1","model":"m-1","choices":[{"index":0,"delta":{"content":"lo"},"finish_reason":null}]}'
            'data: {"id":"c1","model":"m-1","choices":[{"index":0,"delta":{},"finish_reason":"stop","usage":{"prompt_tokens":9,"completion_tokens":2,"total_tokens":11}}]}'
            'data: [DONE]'
        )
        Fault    = 'data: {"error":{"message":"boom","type":"server_error"}}'
        Reason   = 'stop'
    }
    @{
        Protocol = 'Anthropic'
        Path     = '/v1/messages'
        Key      = 'x-api-key', 'sk-12345678'
        Asked    = { @($_.messages[0].content)[0] | ForEach-Object { if ($_.text) { $_.text } else { $_ } } }
        Body     = @(
            "event: message_start`ndata: {`"type`":`"message_start`",`"message`":{`"id`":`"c1`",`"model`":`"m-1`",`"role`":`"assistant`",`"content`":[],`"usage`":{`"input_tokens`":9,`"output_tokens`":1}}}"
            "event: content_block_start`ndata: {`"type`":`"content_block_start`",`"index`":0,`"content_block`":{`"type`":`"text`",`"text`":`"`"}}"
            "event: content_block_delta`ndata: {`"type`":`"content_block_delta`",`"index`":0,`"delta`":{`"type`":`"text_delta`",`"text`":`"Hel`"}}"
            "event: content_block_delta`ndata: {`"type`":`"content_block_delta`",`"index`":0,`"delta`":{`"type`":`"text_delta`",`"text`":`"lo`"}}"
            "event: content_block_stop`ndata: {`"type`":`"content_block_stop`",`"index`":0}"
            "event: message_delta`ndata: {`"type`":`"message_delta`",`"delta`":{`"stop_reason`":`"end_turn`"},`"usage`":{`"output_tokens`":2}}"
            "event: message_stop`ndata: {`"type`":`"message_stop`"}"
        )
        Fault    = "event: error`ndata: {`"type`":`"error`",`"error`":{`"type`":`"api_error`",`"message`":`"boom`"}}"
        Reason   = 'end_turn'
    }
    @{
        Protocol = 'DashScope'
        Path     = '/v1/services/aigc/text-generation/generation'
        Key      = 'Authorization', 'Bearer sk-12345678'
        Asked    = { $_.input.messages[0].content }
        Body     = @(
            "id:1`nevent:result`n:HTTP_STATUS/200`ndata:{`"output`":{`"choices`":[{`"message`":{`"content`":`"Hel`",`"role`":`"assistant`"},`"finish_reason`":`"null`"}]},`"usage`":{`"total_tokens`":10,`"input_tokens`":9,`"output_tokens`":1},`"request_id`":`"c1`"}"
            "id:2`nevent:result`n:HTTP_STATUS/200`ndata:{`"output`":{`"choices`":[{`"message`":{`"content`":`"lo`",`"role`":`"assistant`"},`"finish_reason`":`"stop`"}]},`"usage`":{`"total_tokens`":11,`"input_tokens`":9,`"output_tokens`":2},`"request_id`":`"c1`"}"
        )
        Fault    = "id:2`nevent:error`n:HTTP_STATUS/500`ndata:{`"code`":`"InternalError`",`"message`":`"boom`",`"request_id`":`"c1`"}"
        Reason   = 'stop'
    }
    @{
        Protocol = 'OpenAIResponses'
        Path     = '/v1/responses'
        Key      = 'Authorization', 'Bearer sk-12345678'
        Asked    = { $asked = if ($_.input -is [string]) { $_.input } else { @($_.input[0].content)[0] }; if ($asked.text) { $asked.text } else { $asked } }
        Body     = @(
            "event: response.created`ndata: {`"type`":`"response.created`",`"sequence_number`":0,`"response`":{`"id`":`"c1`",`"model`":`"m-1`",`"status`":`"in_progress`"}}"
            "event: response.output_item.added`ndata: {`"type`":`"response.output_item.added`",`"sequence_number`":1,`"output_index`":0,`"item`":{`"type`":`"message`",`"id`":`"i1`",`"role`":`"assistant`"}}"
            "event: response.output_text.delta`ndata: {`"type`":`"response.output_text.delta`",`"sequence_number`":2,`"output_index`":0,`"content_index`":0,`"delta`":`"Hel`"}"
            "event: response.output_text.delta`ndata: {`"type`":`"response.output_text.delta`",`"sequence_number`":3,`"output_index`":0,`"content_index`":0,`"delta`":`"lo`"}"
            "event: response.output_text.done`ndata: {`"type`":`"response.output_text.done`",`"sequence_number`":4,`"output_index`":0,`"content_index`":0,`"text`":`"Hello`"}"
            "event: response.completed`ndata: {`"type`":`"response.completed`",`"sequence_number`":5,`"response`":{`"id`":`"c1`",`"model`":`"m-1`",`"status`":`"completed`",`"usage`":{`"input_tokens`":9,`"output_tokens`":2,`"total_tokens`":11}}}"
        )
        Fault    = "event: error`ndata: {`"type`":`"error`",`"code`":`"server_error`",`"message`":`"boom`",`"sequence_number`":3}"
        Reason   = 'completed'
    }
    @{
        Protocol = 'Gemini'
        Path     = '/v1/models/m-1:streamGenerateContent?alt=sse'
        Key      = 'x-goog-api-key', 'sk-12345678'
        Asked    = { $_.contents[0].parts[0].text }
        Body     = @(
            'data: {"candidates":[{"index":0,"content":{"role":"model","parts":[{"text":"Hel"}]}}],"usageMetadata":{"promptTokenCount":9,"totalTokenCount":9},"modelVersion":"m-1","responseId":"c1"}'
            'data: {"candidates":[{"index":0,"content":{"role":"model","parts":[{"text":"lo"}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":9,"candidatesTokenCount":2,"totalTokenCount":11},"modelVersion":"m-1","responseId":"c1"}'
        )
        Fault    = 'data: {"error":{"code":500,"message":"boom","status":"INTERNAL"}}'
        Reason   = 'STOP'
    }
    @{
        Protocol = 'Ollama'
        Path     = '/v1/api/chat'
        Key      = $null
        Asked    = { $_.messages[0].content }
        Body     = @(
            '{"model":"m-1","created_at":"2026-01-01T00:00:00Z","message":{"role":"assistant","content":"Hel"},"done":false}'
            '{"model":"m-1","created_at":"2026-01-01T00:00:01Z","message":{"role":"assistant","content":"lo"},"done":false}'
            '{"model":"m-1","created_at":"2026-01-01T00:00:02Z","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","prompt_eval_count":9,"eval_count":2}'
        )
        Fault    = '{"error":"boom"}'
        Reason   = 'stop'
    }
) {
    BeforeAll {
        $script:end = if ($Protocol -eq 'Ollama') { "`n" } else { "`n`n" }
        $script:type = if ($Protocol -eq 'Ollama') { 'application/x-ndjson' } else { 'text/event-stream' }
        $script:service = @{ BaseUri = $server.BaseUri; Protocol = $Protocol; Model = 'm-1'; ApiKey = 'sk-12345678' }
    }

    BeforeEach {
        Clear-LoopbackServer $server
    }

    It 'is asked in its format and answers with the same objects as any other' {
        Add-Reply $server -Body (($Body -join $end) + $end) -ContentType $type
        $deltas = @(Invoke-ChatStream 'Say hello' @service -CompletionVariable reply)

        $deltas -join '' | Should -BeExactly 'Hello'
        @($deltas | Where-Object Content).Content | Should -BeExactly 'Hel', 'lo'
        "$($reply.Status)" | Should -BeExactly 'Complete'
        "$($reply.FinishReason)" | Should -BeExactly 'Stop'
        $reply.FinishReasonText | Should -BeExactly $Reason
        $reply.Model | Should -BeExactly 'm-1'
        $reply.Usage.PromptTokens | Should -Be 9
        $reply.Usage.CompletionTokens | Should -Be 2
        $reply.Usage.TotalTokens | Should -Be 11

        $request = Wait-RequestEnd $server
        $request.path | Should -BeExactly $Path
        $request.json | ForEach-Object $Asked | Should -BeExactly 'Say hello'
        if ($Key) { $request.headers.($Key[0]) | Should -BeExactly $Key[1] }
    }

    It 'keeps the text when it fails in the middle' {
        Add-Reply $server -Body (($Body[0..($Body.Count - 2)] + $Fault -join $end) + $end) -ContentType $type
        $deltas = @(Invoke-ChatStream 'Say hello' @service -CompletionVariable reply -ErrorAction SilentlyContinue -ErrorVariable failure)

        $failure[0].FullyQualifiedErrorId | Should -BeExactly 'ServiceError,StreamPS.Commands.InvokeChatStreamCommand'
        $failure[0].Exception.ServiceMessage | Should -BeExactly 'boom'
        "$($reply.Status)" | Should -BeExactly 'Failed'
        $deltas -join '' | Should -BeExactly $reply.Text
        $reply.Text | Should -BeLike 'Hel*'
    }

    It 'is incomplete without its end marker' {
        Add-Reply $server -Body (($Body[0..($Body.Count - 2)] -join $end) + $end) -ContentType $type
        Invoke-ChatStream 'Say hello' @service -CompletionVariable reply -ErrorAction SilentlyContinue -ErrorVariable failure | Out-Null

        $failure[0].FullyQualifiedErrorId | Should -BeExactly 'IncompleteStream,StreamPS.Commands.InvokeChatStreamCommand'
        "$($reply.Status)" | Should -BeExactly 'Incomplete'
        $reply.Text | Should -BeLike 'Hel*'
    }
}
