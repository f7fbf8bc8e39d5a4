BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../out/StreamPS') -Force
    Import-Module (Join-Path $PSScriptRoot 'LoopbackServer.psm1') -Force
    $script:server = Start-LoopbackServer
    $script:service = @{ BaseUri = $server.BaseUri }
}

AfterAll { Stop-LoopbackServer $server }

Describe 'The deltas of Invoke-ChatStream' {
    BeforeEach { Clear-LoopbackServer $server }

    It 'come one by one, each before the server sends the next' {
        Add-Reply $server -Step (Get-Frame -Role), (Get-Frame 'one'), @{ gate = 'first' }, (Get-Frame 'two'), @{ gate = 'second' }, (Get-Frame 'three'), (Get-Frame -Finish 'stop'), (Get-Frame -Done)

        # A delta that is held back never opens its gate; the time limit keeps that from hanging.
        $texts = Invoke-ChatStream 'Count' @service -TimeoutSec 20 | ForEach-Object {
            if ($_.Content -eq 'one') { Open-Gate $server 'first' }
            if ($_.Content -eq 'two') { Open-Gate $server 'second' }
            "$_"
        }

        $texts | Should -Be 'one', 'two', 'three', ''
    }

    It 'are of the type StreamPS.ChatDelta' {
        Add-Reply $server 'Hello'
        Invoke-ChatStream 'Hi' @service | Select-Object -First 1 | Should -BeOfType 'StreamPS.ChatDelta'
    }

    It 'are their text, in ToString, -join, strings and -match' {
        Add-Reply $server 'Hel', 'lo ', 'world'
        $deltas = Invoke-ChatStream 'Hi' @service

        $deltas[0].ToString() | Should -BeExactly 'Hel'
        $deltas -join '' | Should -BeExactly 'Hello world'
        "$($deltas[0])-$($deltas[2])" | Should -BeExactly 'Hel-world'
        @($deltas -match 'o').ForEach('Content') | Should -Be 'lo ', 'world'
        $deltas[3].ToString() | Should -BeExactly ''
    }

    It 'go into a file as one text' {
        # Written as code points: Windows PowerShell takes a script without a byte order mark for ANSI.
        $world = "w$([char]0xF6)rld"
        Add-Reply $server 'Hel', "lo`n", $world
        $file = Join-Path $TestDrive 'reply.txt'
        Invoke-ChatStream 'Hi' @service | Set-Content -Path $file -NoNewline -Encoding UTF8
        [System.IO.File]::ReadAllText($file) | Should -BeExactly "Hello`n$world"
    }

    It 'keep characters of every script' {
        $texts = "gr$([char]0xF6)$([char]0xDF)er ", "$([char]0x65E5)$([char]0x672C)", [char]::ConvertFromUtf32(0x1F680), '"\/'
        $prompt = "$([char]0x732B)?"
        Add-Reply $server $texts
        (Invoke-ChatStream $prompt @service) -join '' | Should -BeExactly ($texts -join '')
        (Wait-RequestEnd $server).json.messages[0].content | Should -BeExactly $prompt
    }

    It 'are not written when they carry nothing' {
        Add-Reply $server -Step (Get-Frame -Role), (Get-Frame -Role), (Get-Frame 'Hello'), ": a comment`n`n", (Get-Frame -Finish 'stop'), (Get-Frame -Done)
        $deltas = @(Invoke-ChatStream 'Hi' @service)

        $deltas.Count | Should -Be 2
        $deltas.Content | Should -Be 'Hello', $null
    }

    It 'name the role on the first of them' {
        Add-Reply $server 'Hel', 'lo'
        $deltas = Invoke-ChatStream 'Hi' @service
        "$($deltas[0].Role)" | Should -BeExactly 'Assistant'
        $deltas[1].Role | Should -BeNullOrEmpty
    }

    It 'are numbered without gaps and stamped in order' {
        Add-Reply $server 'a', 'b', 'c', 'd'
        $deltas = Invoke-ChatStream 'Hi' @service

        $deltas.Sequence | Should -Be 0, 1, 2, 3, 4
        $deltas[0].Elapsed | Should -BeGreaterThan ([timespan]::Zero)
        ($deltas.Elapsed | Sort-Object) -join ' ' | Should -Be ($deltas.Elapsed -join ' ')
    }

    It 'say which prompt they answer' {
        Add-Reply $server 'one'
        Add-Reply $server 'two'
        $deltas = Invoke-ChatStream 'first', 'second' @service

        $deltas.PromptIndex | Should -Be 0, 0, 1, 1
        $deltas.Sequence | Should -Be 0, 1, 0, 1
    }

    It 'say why the reply ended, as <Expected> for <Reason>' -ForEach @(
        @{ Reason = 'stop'; Expected = 'Stop' }
        @{ Reason = 'length'; Expected = 'Length' }
        @{ Reason = 'tool_calls'; Expected = 'ToolCalls' }
        @{ Reason = 'content_filter'; Expected = 'ContentFilter' }
        @{ Reason = 'tired'; Expected = 'Unknown' }
    ) {
        Add-Reply $server -Step (Get-Frame 'Hello'), (Get-Frame -Finish $Reason), (Get-Frame -Done)
        $last = Invoke-ChatStream 'Hi' @service | Select-Object -Last 1
        "$($last.FinishReason)" | Should -BeExactly $Expected
        $last.FinishReasonText | Should -BeExactly $Reason
    }

    It 'bring the token counts' {
        Add-Reply $server -Step (Get-Frame 'Hello'), (Get-Frame -Finish 'stop'), (Get-Frame -Usage 19, 13), (Get-Frame -Done)
        $last = Invoke-ChatStream 'Hi' @service | Select-Object -Last 1

        $last.Content | Should -BeNullOrEmpty
        $last.Usage.PromptTokens | Should -Be 19
        $last.Usage.CompletionTokens | Should -Be 13
        $last.Usage.TotalTokens | Should -Be 32
        "$($last.Usage)" | Should -BeExactly '19 + 13 = 32'
    }

    It 'keep reasoning apart from the text' {
        Add-Reply $server -Step (Get-Frame -Reasoning 'Let me see. '), (Get-Frame 'Four'), (Get-Frame -Finish 'stop'), (Get-Frame -Done)
        $deltas = Invoke-ChatStream '2 + 2' @service -CompletionVariable reply

        $deltas[0].Reasoning | Should -BeExactly 'Let me see. '
        $deltas -join '' | Should -BeExactly 'Four'
        $reply.Text | Should -BeExactly 'Four'
        $reply.Reasoning | Should -BeExactly 'Let me see. '
    }

    It 'bring tool calls in fragments, which the completion puts together' {
        $first = [ordered]@{ index = 0; id = 'call_1'; type = 'function'; function = [ordered]@{ name = 'get_weather'; arguments = '{"city":' } }
        $second = [ordered]@{ index = 0; function = @{ arguments = '"Bern"}' } }
        Add-Reply $server -Step (Get-Frame -ToolCall $first), (Get-Frame -ToolCall $second), (Get-Frame -Finish 'tool_calls'), (Get-Frame -Done)
        $deltas = Invoke-ChatStream 'Weather?' @service -CompletionVariable reply

        $deltas[0].ToolCall.Id | Should -BeExactly 'call_1'
        $deltas[0].ToolCall.Name | Should -BeExactly 'get_weather'
        "$($deltas[0].ToolCall)" | Should -BeExactly '{"city":'
        $deltas[1].ToolCall.Arguments | Should -BeExactly '"Bern"}'
        "$($reply.ToolCalls)" | Should -BeExactly 'get_weather({"city":"Bern"})'
        "$($reply.FinishReason)" | Should -BeExactly 'ToolCalls'
    }

    It 'of several replies are told apart by their index' {
        Add-Reply $server -Step (Get-Frame 'A' -Index 0), (Get-Frame 'x' -Index 1), (Get-Frame 'B' -Index 0), (Get-Frame 'y' -Index 1), (Get-Frame -Finish 'stop' -Index 0), (Get-Frame -Finish 'length' -Index 1), (Get-Frame -Done)
        $deltas = Invoke-ChatStream 'Hi' @service -Count 2 -CompletionVariable reply

        $deltas.Index | Should -Be 0, 1, 0, 1, 0, 1
        ($deltas | Group-Object Index | ForEach-Object { $_.Group -join '' }) | Should -Be 'AB', 'xy'
        $reply.Choices.Text | Should -Be 'AB', 'xy'
        "$($reply.Choices.FinishReason)" | Should -BeExactly 'Stop Length'
        (Wait-RequestEnd $server).json.n | Should -Be 2
    }

    It 'are all there and in order, ten thousand of them' {
        $frames = foreach ($number in 1..10000) { 'data: {"choices":[{"index":0,"delta":{"content":"' + $number + ' "}}]}' + "`n`n" }
        Add-Reply $server -Step ($frames -join ''), (Get-Frame -Finish 'stop'), (Get-Frame -Done)
        $deltas = Invoke-ChatStream 'Count' @service

        $deltas.Count | Should -Be 10001
        $deltas -join '' | Should -BeExactly (((1..10000) -join ' ') + ' ')
        ($deltas.Sequence -join ' ') | Should -BeExactly ((0..10000) -join ' ')
    }

    It 'are not changed after they were written' {
        Add-Reply $server 'a', 'b', 'c'
        $seen = [System.Collections.Generic.List[string]]::new()
        $deltas = Invoke-ChatStream 'Hi' @service | ForEach-Object { $seen.Add("$($_.Sequence) $($_.Content) $($_.Elapsed)"); $_ }
        ($deltas | ForEach-Object { "$($_.Sequence) $($_.Content) $($_.Elapsed)" }) | Should -Be $seen
    }
}

Describe 'The screen' {
    BeforeEach { Clear-LoopbackServer $server }

    BeforeAll {
        # Colours would be part of the text.
        $script:rendering = if (Get-Variable PSStyle -ErrorAction Ignore) { $PSStyle.OutputRendering }
        if ($rendering) { $PSStyle.OutputRendering = 'PlainText' }
    }

    AfterAll { if ($rendering) { $PSStyle.OutputRendering = $rendering } }

    It 'shows deltas as a table of numbers, seconds and content' {
        $call = [ordered]@{ index = 0; id = 'call_1'; type = 'function'; function = [ordered]@{ name = 'get_time'; arguments = '{}' } }
        Add-Reply $server -Step (Get-Frame -Reasoning 'Hm'), (Get-Frame "Hello`nyou"), (Get-Frame -ToolCall $call), (Get-Frame -Finish 'stop'), (Get-Frame -Usage 1, 2), (Get-Frame -Done)
        $lines = (Invoke-ChatStream 'Hi' @service | Out-String -Width 80) -split '\r?\n' | ForEach-Object TrimEnd | Where-Object { $_ }

        $lines -replace '\d+\.\d{3}', '0.000' | Should -BeExactly @(
            '     #   Seconds Index Content'
            '     -   ------- ----- -------'
            '     0     0.000     0 (reasoning) Hm'
            '     1     0.000     0 Hello\nyou'
            '     2     0.000     0 (tool call) get_time{}'
            '     3     0.000     0 (finished: stop)'
            '     4     0.000     0 (tokens: 1 + 2 = 3)'
        )
    }

    It 'shows a completion as a list with the verdict, the tokens, the time and the text' {
        Add-Reply $server -Step (Get-Frame 'Hello'), (Get-Frame -Finish 'stop'), (Get-Frame -Usage 1, 2), (Get-Frame -Done)
        Invoke-ChatStream 'Hi' @service -CompletionVariable reply | Out-Null
        $lines = ($reply | Out-String -Width 80) -split '\r?\n' | ForEach-Object TrimEnd | Where-Object { $_ }

        $lines -replace '\d+\.\d\d s', '0.00 s' -replace '[\d.]+ tokens/s', '1 tokens/s' | Should -BeExactly @(
            'Status : Complete, finish reason stop'
            'Model  : test-model (Custom)'
            'Text   : Hello'
            'Tokens : 1 in, 2 out (Service)'
            'Timing : first token 0.00 s, total 0.00 s, 1 tokens/s'
        )
    }

    It 'shows the error of a completion that broke' {
        Add-Reply $server -Step (Get-Frame 'Hel')
        Invoke-ChatStream 'Hi' @service -CompletionVariable reply -ErrorAction SilentlyContinue | Out-Null
        ($reply | Out-String -Width 200) | Should -Match '(?m)^Error\s+: .*The stream ended without its end marker: the reply may be cut\.'
    }
}

Describe 'A whole call of Invoke-ChatStream' {
    BeforeEach { Clear-LoopbackServer $server }

    It 'returns the text of the Demo provider without key and network' {
        $deltas = Invoke-ChatStream 'Explain SSE' -Provider Demo -CompletionVariable reply
        $deltas -join '' | Should -BeLike 'You asked: "Explain SSE". This is the Demo provider of StreamPS: no key, no network, no model. *'
        "$($reply.Status)" | Should -BeExactly 'Complete'
    }

    It 'posts one request to /chat/completions that holds the prompt and asks for usage, and nothing else' {
        Add-Reply $server
        Invoke-ChatStream 'Hi' @service | Out-Null
        $request = Wait-RequestEnd $server

        $request.method | Should -BeExactly 'POST'
        $request.path | Should -BeExactly '/v1/chat/completions'
        $request.body | Should -BeExactly '{"messages":[{"role":"user","content":"Hi"}],"stream":true,"stream_options":{"include_usage":true}}'
        $request.headers.'Content-Type' | Should -BeExactly 'application/json'
        $request.headers.Accept | Should -BeExactly 'text/event-stream'
        $request.headers.'User-Agent' | Should -BeExactly "StreamPS/$((Get-Module StreamPS).Version)"
        $request.headers.PSObject.Properties.Name | Should -Not -Contain 'Authorization'
        @(Get-Request $server).Count | Should -Be 1
    }

    It 'writes nothing but deltas: no verbose, debug, warning, information or progress record' {
        Add-Reply $server
        $session = [powershell]::Create([initialsessionstate]::CreateDefault())
        try {
            $session.AddScript("Import-Module '$((Get-Module StreamPS).Path)'; Invoke-ChatStream 'Hi' -BaseUri $($server.BaseUri)").Invoke().Count | Should -Be 2
            foreach ($stream in 'Error', 'Warning', 'Verbose', 'Debug', 'Information', 'Progress') {
                $session.Streams.$stream.Count | Should -Be 0 -Because $stream
            }
        }
        finally { $session.Dispose() }
    }

    It 'goes without usage where the service refuses to be asked for it, and remembers that' {
        Add-Reply $server -Status 400 -Body '{"error":{"message":"Unrecognized request argument supplied: stream_options","type":"invalid_request_error"}}'
        Add-Reply $server 'one'
        Add-Reply $server 'two'
        (Invoke-ChatStream 'a', 'b' @service) -join '' | Should -BeExactly 'onetwo'

        $requests = Get-Request $server
        $requests.Count | Should -Be 3
        $requests[0].body | Should -Match 'stream_options'
        $requests[1].body | Should -Not -Match 'stream_options'
        $requests[2].body | Should -Not -Match 'stream_options'
    }
}
