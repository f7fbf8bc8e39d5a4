BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../out/StreamPS') -Force
    Import-Module (Join-Path $PSScriptRoot 'LoopbackServer.psm1') -Force
    $script:server = Start-LoopbackServer
    $script:service = @{ MaximumRetryCount = 0; BaseUri = $server.BaseUri }
}

AfterAll { Stop-LoopbackServer $server }

Describe '-CompletionVariable' {
    BeforeEach { Clear-LoopbackServer $server }

    It 'receives the whole reply with its verdict' {
        Add-Reply $server -Header @{ 'x-request-id' = 'req-7' } -Step (Get-Frame -Role), (Get-Frame 'Hel'), (Get-Frame 'lo'), (Get-Frame -Finish 'stop'), (Get-Frame -Usage 19, 13), (Get-Frame -Done)
        $before = [datetimeoffset]::UtcNow
        Invoke-ChatStream 'Hi' @service -SystemPrompt 'Be brief' -CompletionVariable reply | Out-Null

        $reply | Should -BeOfType 'StreamPS.ChatCompletion'
        "$($reply.Status)" | Should -BeExactly 'Complete'
        $reply.Text | Should -BeExactly 'Hello'
        "$reply" | Should -BeExactly 'Hello'
        "$($reply.FinishReason)" | Should -BeExactly 'Stop'
        $reply.FinishReasonText | Should -BeExactly 'stop'
        $reply.Usage.TotalTokens | Should -Be 32
        "$($reply.UsageSource)" | Should -BeExactly 'Service'
        $reply.Model | Should -BeExactly 'test-model'
        $reply.Provider | Should -BeExactly 'Custom'
        $reply.Id | Should -BeExactly 'chatcmpl-1'
        $reply.RequestId | Should -BeExactly 'req-7'
        $reply.Prompt | Should -BeExactly 'Hi'
        $reply.Messages -join '; ' | Should -BeExactly 'Be brief; Hi'
        $reply.DeltaCount | Should -Be 4
        $reply.StartedAt | Should -BeGreaterOrEqual $before
        $reply.FirstTokenLatency | Should -BeGreaterThan ([timespan]::Zero)
        $reply.Duration | Should -BeGreaterOrEqual $reply.FirstTokenLatency
        $reply.TokensPerSecond | Should -BeGreaterThan 0
        $reply.RetryCount | Should -Be 0
        $reply.ResumeCount | Should -Be 0
        $reply.Error | Should -BeNullOrEmpty
    }

    It 'has no token counts where the service sends none' {
        Add-Reply $server
        Invoke-ChatStream 'Hi' @service -CompletionVariable reply | Out-Null
        $reply.Usage | Should -BeNullOrEmpty
        "$($reply.UsageSource)" | Should -BeExactly 'None'
        $reply.TokensPerSecond | Should -BeNullOrEmpty
    }

    It 'receives an array, in order, for several prompts' {
        Add-Reply $server 'one'
        Add-Reply $server 'two'
        'a', 'b' | Invoke-ChatStream @service -CompletionVariable replies | Out-Null

        $replies.Count | Should -Be 2
        $replies.Text | Should -Be 'one', 'two'
        $replies.Prompt | Should -Be 'a', 'b'
    }

    It 'holds the verdict on each prompt, also of those that failed' {
        Add-Reply $server 'one'
        Add-Reply $server -Status 500 -Body '{"error":{"message":"Out of order","type":"server_error"}}'
        Add-Reply $server 'three'
        'a', 'b', 'c' | Invoke-ChatStream @service -CompletionVariable replies -ErrorAction SilentlyContinue | Out-Null

        "$($replies.Status)" | Should -BeExactly 'Complete Failed Complete'
        $replies[1].Error | Should -BeOfType 'StreamPS.ChatServiceException'
        $replies[1].Text | Should -BeExactly ''
    }

    It 'says Cancelled and has what was read after Select-Object -First' {
        Add-Reply $server -Step ((1..10 | ForEach-Object { Get-Frame "$_ " }) -join ''), @{ stall = $true }
        Invoke-ChatStream 'Count' @service -CompletionVariable reply | Select-Object -First 3 | Out-Null

        "$($reply.Status)" | Should -BeExactly 'Cancelled'
        $reply.Text | Should -BeExactly '1 2 3 '
        $reply.Error | Should -BeNullOrEmpty
    }

    It 'says Incomplete and has the error and the text after a cut' {
        Add-Reply $server -Step (Get-Frame 'Hel'), (Get-Frame 'lo')
        Invoke-ChatStream 'Hi' @service -CompletionVariable reply -ErrorAction SilentlyContinue | Out-Null

        "$($reply.Status)" | Should -BeExactly 'Incomplete'
        $reply.Text | Should -BeExactly 'Hello'
        "$($reply.Error.Kind)" | Should -BeExactly 'IncompleteStream'
    }

    It 'is set before an error that -ErrorAction Stop makes of it ends the command' {
        Add-Reply $server -Step (Get-Frame 'Hel')
        { Invoke-ChatStream 'Hi' @service -CompletionVariable script:reply -ErrorAction Stop } | Should -Throw
        $reply.Text | Should -BeExactly 'Hel'
    }

    It 'is set when the next command of the pipeline has ended' {
        Add-Reply $server 'Hello'
        $seen = Invoke-ChatStream 'Hi' @service -CompletionVariable reply | ForEach-Object { $_ } -End { "$($reply.Status)" } | Select-Object -Last 1
        $seen | Should -BeExactly 'Complete'
    }

    It 'is a variable of the function that calls, and not of its caller' {
        Add-Reply $server 'Hello'
        function Get-Text {
            Invoke-ChatStream 'Hi' @service -CompletionVariable inner | Out-Null
            $inner.Text
        }
        Get-Text | Should -BeExactly 'Hello'
        Get-Variable inner -ErrorAction Ignore | Should -BeNullOrEmpty
    }

    It 'is a variable of the caller, also when prompts and deltas pass through functions and script blocks' {
        Add-Reply $server 'Hello'
        function Get-Prompt { 'Hi' }
        Get-Prompt | Invoke-ChatStream @service -CompletionVariable outer | & { process { "$_" } } | Out-Null
        $outer.Text | Should -BeExactly 'Hello'
    }

    It 'is a variable of the module whose function calls' {
        Add-Reply $server 'Hello'
        $module = New-Module -ScriptBlock {
            function Get-Text {
                param($Uri)
                Invoke-ChatStream 'Hi' -BaseUri $Uri -CompletionVariable inModule | Out-Null
                $inModule.Text
            }
        }
        & $module { param($Uri) Get-Text $Uri } $server.BaseUri | Should -BeExactly 'Hello'
        Get-Variable inModule -ErrorAction Ignore | Should -BeNullOrEmpty
    }

    It 'can name a scope' {
        Add-Reply $server 'Hello'
        & { Invoke-ChatStream 'Hi' @service -CompletionVariable script:shared | Out-Null }
        $script:shared.Text | Should -BeExactly 'Hello'
    }

    It 'receives the reply of this call only' {
        Add-Reply $server 'one'
        Add-Reply $server 'two'
        Invoke-ChatStream 'a' @service -CompletionVariable reply | Out-Null
        Invoke-ChatStream 'b' @service -CompletionVariable reply | Out-Null
        @($reply).Count | Should -Be 1
        $reply.Text | Should -BeExactly 'two'
    }

    It 'goes on in a conversation' {
        Add-Reply $server 'one'
        Add-Reply $server 'two'
        Invoke-ChatStream 'a' @service -CompletionVariable reply | Out-Null
        Invoke-ChatStream 'b' @service -Message ($reply.Messages + $reply) | Out-Null
        (Wait-RequestEnd $server 1).json.messages.content | Should -Be 'a', 'one', 'b'
    }
}
