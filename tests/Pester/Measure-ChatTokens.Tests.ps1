BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../out/StreamPS') -Force
    Import-Module (Join-Path $PSScriptRoot 'LoopbackServer.psm1') -Force
    Import-Module (Join-Path $PSScriptRoot 'Session.psm1') -Force
    $script:server = Start-LoopbackServer
    $script:service = @{ Provider = 'Moonshot'; BaseUri = $server.BaseUri; ApiKey = 'sk-test-0123456789'; MaximumRetryCount = 0 }

    function Add-Count { param([int] $Tokens) Add-Reply $server -Body "{`"data`":{`"total_tokens`":$Tokens}}" }
}

AfterAll { Stop-LoopbackServer $server }

Describe 'Measure-ChatTokens' {
    BeforeEach { Clear-LoopbackServer $server }

    It 'counts texts from the pipeline, each by itself' {
        Add-Count 3
        Add-Count 4
        $counts = 'one', 'two words' | Measure-ChatTokens @service
        $counts | Should -BeOfType ([StreamPS.ChatTokenCount])
        $counts.TotalTokens | Should -Be 3, 4
        $counts.Input | Should -Be 'one', 'two words'
        $counts.Characters | Should -Be 3, 9
        $counts[0].Provider | Should -BeExactly 'Moonshot'
        $counts[0].Source | Should -BeExactly "$($server.BaseUri)/tokenizers/estimate-token-count"
        (Get-Request $server)[1].body | Should -BeExactly '{"model":"kimi-k2-turbo-preview","messages":[{"role":"user","content":"two words"}]}'
    }

    It 'counts an argument like the pipeline, and has an alias in the singular' {
        1..2 | ForEach-Object { Add-Count $_ }
        (Measure-ChatTokens 'a', 'b' @service).TotalTokens | Should -Be 1, 2
        (Get-Alias 'Measure-ChatToken').Definition | Should -BeExactly 'Measure-ChatTokens'
    }

    It 'counts files, by their name' {
        Set-Content -LiteralPath (Join-Path $TestDrive 'note.md') -Value "Gr$([char]0xFC)n ist sch$([char]0xF6)n" -NoNewline -Encoding utf8
        Add-Count 9
        $count = Get-Item (Join-Path $TestDrive 'note.md') | Measure-ChatTokens @service
        "$($count.Input) $count $($count.Characters)" | Should -BeExactly 'note.md 9 14'
        (Get-Request $server)[0].json.messages[0].content | Should -BeExactly "Gr$([char]0xFC)n ist sch$([char]0xF6)n"
    }

    It 'counts messages, and a conversation as one' {
        1..2 | ForEach-Object { Add-Count $_ }
        $message = [StreamPS.ChatMessage]::Assistant('Hello')
        ($message | Measure-ChatTokens @service).TotalTokens | Should -Be 1
        $count = Measure-ChatTokens -Message @{ role = 'user'; content = 'Hi' }, $message -SystemPrompt 'Be brief.' -Model 'm' @service
        "$count $($count.Input) $($count.Model)" | Should -BeExactly '2 2 messages m'
        (Get-Request $server)[1].json.messages.role | Should -Be 'system', 'user', 'assistant'
    }

    It 'counts the text of a completion' {
        Add-Reply $server -Step (Get-Frame 'part'), @{ stall = $true }
        Add-Count 5
        Invoke-ChatStream 'Hi' @service -CompletionVariable reply | Select-Object -First 1 | Out-Null
        ($reply | Measure-ChatTokens @service).TotalTokens | Should -Be 5
        (Get-Request $server)[1].json.messages[0].content | Should -BeExactly 'part'
    }

    It 'counts tools with the rest' {
        Add-Count 50
        (Measure-ChatTokens 'Hi' @service -ExtraBody @{ tools = @(@{ name = 'f' }) }).TotalTokens | Should -Be 50
        (Get-Request $server)[0].json.tools.name | Should -BeExactly 'f'
    }

    It 'adds everything up with -Sum' {
        1..3 | ForEach-Object { Add-Count $_ }
        $sum = 'a', 'bb', 'ccc' | Measure-ChatTokens @service -Sum
        @($sum).Count | Should -Be 1
        "$($sum.TotalTokens) $($sum.Characters) $($sum.InputCount)" | Should -BeExactly '6 6 3'
    }

    It 'writes nothing for nothing' {
        @() | Measure-ChatTokens @service -Sum | Should -BeNullOrEmpty
        @(Get-Request $server).Count | Should -Be 0
    }

    It 'goes on after an input that fails' {
        Add-Count 1
        Add-Reply $server -Status 400 -Body '{"error":{"message":"No","type":"invalid_request_error"}}'
        Add-Count 3
        ('a', 'b', 'c' | Measure-ChatTokens @service -ErrorAction SilentlyContinue -ErrorVariable failure).TotalTokens | Should -Be 1, 3
        $failure[0].FullyQualifiedErrorId | Should -BeExactly 'InvalidRequest,StreamPS.Commands.MeasureChatTokensCommand'
        $failure[0].TargetObject | Should -BeExactly 'b'
    }

    It 'says which providers count when this one does not' {
        $failure = { 'a', 'b' | Measure-ChatTokens -Provider DeepSeek -BaseUri $server.BaseUri -ApiKey 'sk-x' } | Should -Throw -PassThru
        $failure.FullyQualifiedErrorId | Should -BeExactly 'TokenCountUnavailable,StreamPS.Commands.MeasureChatTokensCommand'
        "$failure" | Should -BeLike 'DeepSeek has no endpoint that counts tokens. These have one: *Anthropic, Moonshot*'
    }

    It 'refuses <what>' -ForEach @(
        @{ what = 'an empty text'; value = { '' }; message = '*There is nothing to count*' }
        @{ what = 'null'; value = { $null }; message = '*' }
        @{ what = 'a folder'; value = { Get-Item $TestDrive }; message = "*is a folder*" }
        @{ what = 'an empty file'; value = { New-Item (Join-Path $TestDrive 'empty.txt') -Force }; message = '*is empty*' }
        @{ what = 'a custom object'; value = { [pscustomobject]@{ a = 1 } }; message = "*custom object can't be counted*" }
        @{ what = 'a hashtable'; value = { @{ a = 1 } }; message = "*Hashtable can't be counted*" }
    ) {
        $failure = { Measure-ChatTokens -InputObject (& $value) @service } | Should -Throw -PassThru
        $failure.FullyQualifiedErrorId | Should -BeLike 'ParameterArgument*,StreamPS.Commands.MeasureChatTokensCommand'
        "$failure" | Should -BeLike $message
        @(Get-Request $server).Count | Should -Be 0
    }

    It 'goes on with the next of the pipeline after one that can not be counted' {
        Add-Count 3
        $counts = '', 'abc' | Measure-ChatTokens @service -ErrorAction SilentlyContinue -ErrorVariable failure
        $counts.Input | Should -Be 'abc'
        @($failure).Count | Should -Be 1
    }

    It 'can be stopped at once' {
        Add-Reply $server -Step @{ stall = $true }
        $session = Start-Session -Shared $server.BaseUri -Script { Measure-ChatTokens 'a' -Provider Moonshot -BaseUri $shared -ApiKey 'sk-x' }
        try {
            Wait-Request $server | Out-Null
            Stop-Session $session | Should -BeLessThan 500
            (Wait-RequestEnd $server).end | Should -BeExactly 'ClientClosed'
        }
        finally { Close-Session $session }
    }

    It 'works with Demo, without a key or a network' {
        (Measure-ChatTokens 'How many tokens is this?' -Provider Demo).TotalTokens | Should -Be 5
    }
}

Describe 'Tokens of the Invoke cmdlets' {
    BeforeEach { Clear-LoopbackServer $server }

    It '-MaxPromptTokens refuses a longer prompt before it is sent' {
        Add-Count 80
        Invoke-ChatStream 'Hi' @service -MaxPromptTokens 79 -ErrorAction SilentlyContinue -ErrorVariable failure
        $failure[0].FullyQualifiedErrorId | Should -BeExactly 'PromptTooLong,StreamPS.Commands.InvokeChatStreamCommand'
        "$($failure[0])" | Should -BeExactly "The request has 80 tokens, and 79 are allowed. It wasn't sent."
        $failure[0].CategoryInfo.Category | Should -Be 'LimitsExceeded'
        (Get-Request $server).path | Should -Be '/v1/tokenizers/estimate-token-count'
    }

    It '-EstimateUsage fills in the tokens: <name>' -ForEach @(
        @{ name = 'behind Select-Object -First'; steps = @(@{ stall = $true }); run = { Invoke-ChatStream 'Hi' @service -EstimateUsage -CompletionVariable script:reply | Select-Object -First 1 } }
        @{ name = 'of a loop that was left'; steps = @(@{ stall = $true }); run = { foreach ($round in 1) { Invoke-ChatStream 'Hi' @service -EstimateUsage -CompletionVariable script:reply | ForEach-Object { break } } } }
        @{ name = 'of a reply that was cut'; steps = @(@{ close = $true }); run = { Invoke-ChatStream 'Hi' @service -EstimateUsage -CompletionVariable script:reply -ErrorAction SilentlyContinue } }
        @{ name = 'with an error downstream'; steps = @(@{ stall = $true }); run = { try { Invoke-ChatStream 'Hi' @service -EstimateUsage -CompletionVariable script:reply | ForEach-Object { throw 'no' } } catch { $null = $_ } } }
    ) {
        Add-Reply $server -Step (@(Get-Frame 'part') + $steps)
        Add-Count 80
        Add-Count 7
        & $run | Out-Null
        "$($reply.Usage), $($reply.UsageSource)" | Should -BeExactly '80 + 7 = 87, Endpoint'
        @(Get-Request $server).Count | Should -Be 3
    }

    It '-EstimateUsage asks nothing after a stop' {
        Add-Reply $server -Step (Get-Frame 'part'), @{ stall = $true }
        $session = Start-Session -Shared $server.BaseUri -Script { Invoke-ChatStream 'Hi' -Provider Moonshot -BaseUri $shared -ApiKey 'sk-x' -EstimateUsage }
        try {
            Wait-SessionOutput $session 1
            Stop-Session $session | Should -BeLessThan 500
            (Wait-RequestEnd $server).end | Should -BeExactly 'ClientClosed'
        }
        finally { Close-Session $session }
        @(Get-Request $server).Count | Should -Be 1
    }

    It '-WhatIf shows the request and its tokens, and sends no chat request' {
        Add-Count 80
        $text = pwsh -NoProfile -Command "Import-Module '$PSScriptRoot/../../out/StreamPS'; Invoke-ChatStream 'Hello' -Provider Moonshot -BaseUri '$($server.BaseUri)' -ApiKey 'sk-secret-0123456789' -WhatIf" | Out-String
        $text | Should -BeLike "What if: POST $($server.BaseUri)/chat/completions*Authorization: Bearer `*`*`*`**`"content`": `"Hello`"*80 tokens, counted by $($server.BaseUri)/tokenizers/estimate-token-count*"
        $text | Should -Not -Match 'sk-secret'
        (Get-Request $server).path | Should -Be '/v1/tokenizers/estimate-token-count'
    }

    It '-WhatIf says so when the tokens are unknown' {
        $text = pwsh -NoProfile -Command "Import-Module '$PSScriptRoot/../../out/StreamPS'; Invoke-ChatCompletion 'Hi' -BaseUri '$($server.BaseUri)' -WhatIf" | Out-String
        $text | Should -BeLike '*Tokens unknown: Custom has no endpoint that counts tokens.*'
        @(Get-Request $server).Count | Should -Be 0
    }

    It '-ShowProgress shows nothing where nobody looks' {
        Add-Reply $server 'Hi'
        $session = Start-Session -Shared $server.BaseUri -Script {
            $ProgressPreference = 'Continue'
            Invoke-ChatStream 'Hi' -BaseUri $shared -ShowProgress
        }
        try {
            Wait-SessionOutput $session 2
            @($session.PowerShell.Streams.Progress | Where-Object Activity -EQ 'Invoke-ChatStream').Count | Should -Be 0
        }
        finally { Close-Session $session }
    }

    It 'has a view of a completion that answers at a glance' {
        Add-Reply $server -Step (Get-Frame ('x' * 300)), (Get-Frame -Finish 'stop'), (Get-Frame -Usage 10, 20), (Get-Frame -Done)
        $view = Invoke-ChatCompletion 'Hi' @service | Out-String -Width 400
        $view | Should -Match '(?m)^Status : Complete, finish reason stop\r?$'
        $view | Should -Match '(?m)^Model  : test-model \(Moonshot\)\r?$'
        $view | Should -Match '(?m)^Text   : x{200}\u2026 \(300 characters\)\r?$'
        $view | Should -Match '(?m)^Tokens : 10 in, 20 out \(Service\)\r?$'
        $view | Should -Match '(?m)^Timing : first token \d\.\d\d s, total \d\.\d\d s, [\d.]+ tokens/s\r?$'
    }
}
