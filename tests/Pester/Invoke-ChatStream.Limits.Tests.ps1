BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../out/StreamPS') -Force
    Import-Module (Join-Path $PSScriptRoot 'LoopbackServer.psm1') -Force
    $script:server = Start-LoopbackServer
    $script:service = @{ BaseUri = $server.BaseUri; MaximumRetryCount = 0 }

    # Words without an end: only a client that hangs up ends such a request.
    function Add-EndlessReply {
        param([string[]] $Words = @('one ', 'two ', 'three ', 'four'))

        Add-Reply $server -Step @(@($Words | ForEach-Object { Get-Frame $_ }) + @{ stall = $true })
    }
}

AfterAll { Stop-LoopbackServer $server }

Describe 'A limit' {
    BeforeEach { Clear-LoopbackServer $server }

    It 'ends a reply: <Name>' -ForEach @(
        @{ Name = '-MaxCharacters'; Parameters = @{ MaxCharacters = 6 }; Text = 'one tw' }
        @{ Name = '-StopPattern'; Parameters = @{ StopPattern = 'wo\s+th' }; Text = 'one two th' }
        @{ Name = '-StopPattern as a regex'; Parameters = @{ StopPattern = [regex]'(?i)TWO' }; Text = 'one two' }
        @{ Name = '-StopWhen'; Parameters = @{ StopWhen = { $_.Content -match 'w' } }; Text = 'one two ' }
        @{ Name = '-StopWhen by its sequence'; Parameters = @{ StopWhen = { $_.Sequence -eq 2 } }; Text = 'one two three ' }
        @{ Name = '-StopWhen, read ahead'; Parameters = @{ StopWhen = { $_.Content -match 'w' }; ReadAhead = 256 }; Text = 'one two ' }
        @{ Name = '-MaxCharacters, read ahead'; Parameters = @{ MaxCharacters = 6; ReadAhead = 256 }; Text = 'one tw' }
    ) {
        Add-EndlessReply
        $deltas = Invoke-ChatStream 'Count' @service @Parameters -CompletionVariable reply -ErrorAction Stop
        $deltas -join '' | Should -BeExactly $Text
        $reply.Text | Should -BeExactly $Text
        "$($reply.Status)" | Should -BeExactly 'Limited'
        $reply.Error | Should -BeNullOrEmpty
        (Wait-RequestEnd $server).end | Should -BeExactly 'ClientClosed'
    }

    It 'is no error with -RequireComplete, and Invoke-ChatCompletion writes what there is' {
        Add-EndlessReply
        (Invoke-ChatCompletion 'Count' @service -MaxCharacters 3 -RequireComplete).Text | Should -BeExactly 'one'
    }

    It 'that is not reached changes nothing' {
        Add-Reply $server 'one ', 'two'
        Invoke-ChatStream 'Count' @service -MaxCharacters 7 -StopPattern 'never' -StopWhen { $false } -CompletionVariable reply | Out-Null
        "$($reply.Status): $($reply.Text)" | Should -BeExactly 'Complete: one two'
    }

    It 'goes on with the next prompt' {
        Add-EndlessReply
        Add-Reply $server 'a b'
        ('x', 'y' | Invoke-ChatStream @service -MaxCharacters 3) -join '|' | Should -BeExactly 'one|a b|'
    }

    It 'passes what the user''s script block throws, and closes the stream' {
        Add-EndlessReply
        { Invoke-ChatStream 'Count' @service -StopWhen { throw 'broken' } } | Should -Throw 'broken'
        (Wait-RequestEnd $server).end | Should -BeExactly 'ClientClosed'
    }

    It 'refuses <Name>' -ForEach @(
        @{ Name = 'no characters'; Parameters = @{ MaxCharacters = 0 }; Id = 'ParameterArgumentValidationError*' }
        @{ Name = 'a pattern that is none'; Parameters = @{ StopPattern = '(' }; Id = 'CannotConvertArgumentNoMessage*' }
        @{ Name = 'actions for a pattern that is none'; Parameters = @{ OnMatch = @{ '(' = { } } }; Id = 'ParameterArgumentTransformationError*' }
        @{ Name = 'actions that are none'; Parameters = @{ OnMatch = @{ 'a' = 'b' } }; Id = 'ParameterArgumentTransformationError*' }
        @{ Name = 'a pattern without actions'; Parameters = @{ OnMatch = 'a' }; Id = 'ParameterArgumentTransformationError*' }
        @{ Name = 'no actions'; Parameters = @{ OnMatch = @{} }; Id = 'ParameterArgumentValidationError*' }
    ) {
        { Invoke-ChatStream 'Count' @service @Parameters } | Should -Throw -ErrorId $Id
        @(Get-Request $server).Count | Should -Be 0
    }

    It 'says when a pattern takes too long' {
        Add-EndlessReply ('a' * 40 + 'b')
        { Invoke-ChatStream 'Count' @service -StopPattern '(a+)+$' -ErrorAction Stop } | Should -Throw "*'(a+)+`$'*took longer than 1 s*" -ErrorId 'InvalidRequest,*'
    }
}

Describe '-OnMatch' {
    BeforeEach { Clear-LoopbackServer $server }

    It 'runs an action once for each match, with the match and the completion so far' {
        Add-Reply $server 'NO', 'TE: one', "`nNOTE: t", "wo`n"
        $script:seen = [System.Collections.Generic.List[string]]::new()
        $text = Invoke-ChatStream 'Go' @service -OnMatch @{
            'NOTE: (\w+)\n' = { param($match, $completion) $seen.Add("$($_.Groups[1].Value) $($match.Value.Length) $($completion.Text.Length)") }
        }
        $text -join '' | Should -BeExactly "NOTE: one`nNOTE: two`n"
        $seen | Should -Be 'one 10 17', 'two 10 20'
    }

    It 'writes what the action writes, after the delta behind the match' {
        Add-Reply $server 'a1', 'b'
        $out = Invoke-ChatStream 'Go' @service -OnMatch @{ '\d' = { "digit $_" } } | ForEach-Object ToString
        $out[0..2] | Should -Be 'a1', 'b', 'digit 1'
    }

    It 'takes several patterns' {
        Add-Reply $server 'b a b'
        $actions = [ordered]@{ 'a' = { 'A' }; 'b' = { 'B' } }
        (Invoke-ChatStream 'Go' @service -OnMatch $actions | ForEach-Object ToString) -join ' ' | Should -BeExactly 'b a b B A  B'
    }

    It 'ends the command with what the action throws' {
        Add-EndlessReply
        { Invoke-ChatStream 'Go' @service -OnMatch @{ 'two' = { throw 'found' } } } | Should -Throw 'found'
        (Wait-RequestEnd $server).end | Should -BeExactly 'ClientClosed'
    }
}

Describe 'Joined deltas' {
    BeforeEach { Clear-LoopbackServer $server }

    It 'are as many as -FlushCount says' {
        Add-Reply $server '1', '2', '3', '4', '5'
        $deltas = @(Invoke-ChatStream 'Go' @service -FlushCount 2)
        $deltas | ForEach-Object { "$($_.Sequence):$_" } | Should -Be '0:12', '2:34', '4:5', '5:'
        $deltas[-1].FinishReason | Should -Be 'Stop'
    }

    It 'are those of -FlushInterval, which come also while nothing else does' {
        Add-Reply $server -Step (Get-Frame '1'), (Get-Frame '2'), @{ gate = 'rest' }, (Get-Frame '3'), (Get-Frame -Finish 'stop'), (Get-Frame -Done)
        # The gate is opened by the first delta, so that it has to come before the rest is there.
        $deltas = Invoke-ChatStream 'Go' @service -FlushInterval 100 | ForEach-Object { if ($_.Sequence -eq 0) { Open-Gate $server 'rest' }; "$_" }
        $deltas -join '|' | Should -BeExactly '12|3|'
    }

    It 'hold nothing back before an error' {
        Add-Reply $server -Step (Get-Frame '1'), (Get-Frame '2'), @{ reset = $true }
        $out = Invoke-ChatStream 'Go' @service -FlushCount 100 2>&1
        "$($out[0])" | Should -BeExactly '12'
        $out[1] | Should -BeOfType ([System.Management.Automation.ErrorRecord])
    }

    It 'hold nothing back when a limit ends the reply' {
        Add-EndlessReply
        (Invoke-ChatStream 'Go' @service -FlushCount 100 -MaxCharacters 6) -join '|' | Should -BeExactly 'one tw'
    }

    It 'keep reasoning, text, tools and choices apart' {
        $call = @{ index = 0; id = 'c'; type = 'function'; function = @{ name = 'f'; arguments = '{}' } }
        Add-Reply $server -Step (Get-Frame -Reasoning 'r'), (Get-Frame -Reasoning 'R'), (Get-Frame 'a'), (Get-Frame 'x' -Index 1), (Get-Frame 'b'), (Get-Frame 'y' -Index 1), (Get-Frame -ToolCall $call), (Get-Frame 'c'), (Get-Frame -Finish 'stop'), (Get-Frame -Done)
        $deltas = Invoke-ChatStream 'Go' @service -FlushCount 100 | ForEach-Object { "$($_.Index)$($_.Reasoning)$($_.Content)$($_.ToolCall.Name)$($_.FinishReason)" }
        $deltas | Should -Be '0rR', '0ab', '0f', '0c', '0Stop', '1xy'
    }
}
