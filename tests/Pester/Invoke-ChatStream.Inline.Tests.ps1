BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Terminal.psm1') -Force
    $script:obstacle = Get-TerminalObstacle
    if ($obstacle) { Write-Warning "The tests of inline display are skipped: $obstacle." }
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../out/StreamPS') -Force
    Import-Module (Join-Path $PSScriptRoot 'LoopbackServer.psm1') -Force
    Import-Module (Join-Path $PSScriptRoot 'Terminal.psm1') -Force
    $script:escape = [char]27

    # What each terminal runs first: 'ask' is short for the cmdlet, at the test's server.
    function Get-StartScript {
        @"
Import-Module '$((Get-Module StreamPS).ModuleBase)'
`$PSDefaultParameterValues = @{ 'Invoke-ChatStream:BaseUri' = '$($server.BaseUri)'; 'Invoke-ChatStream:MaximumRetryCount' = 0 }
Set-Alias ask Invoke-ChatStream
function Get-Kind { `$input | ForEach-Object { `$_.GetType().Name } | Select-Object -First 1 }
"@
    }
}

Describe 'Inline display' -Skip:([bool]$obstacle) {
    BeforeAll {
        $script:server = Start-LoopbackServer
        $script:terminal = Start-Terminal (Join-Path $TestDrive 'inline') (Get-StartScript) -Columns 200

        # Types a line, waits for the prompt after it, and returns what's between.
        function Invoke-Line {
            param([Parameter(Mandatory)] [string] $Line)

            Send-Terminal $terminal 'Clear-Host' 'Enter'
            Wait-Terminal $terminal '\APS> \Z'
            Send-Terminal $terminal $Line 'Enter'
            Wait-Terminal $terminal '\APS> .*\n(?s:.*\n)?PS> \Z'
            (Get-TerminalText $terminal) -replace '\A.*\n' -replace 'PS> \Z'
        }
    }

    AfterAll {
        Stop-Terminal $terminal
        Stop-LoopbackServer $server
    }

    BeforeEach { Clear-LoopbackServer $server }

    It 'shows the text, and one line end after it' {
        Add-Reply $server 'Hello', ', ', 'world'
        Invoke-Line 'ask hi' | Should -BeExactly "Hello, world`n"
    }

    It 'shows one line end also when the text has none or several' {
        Add-Reply $server "`n`nline`n", "`n", 'last', "`n`n`n"
        Invoke-Line 'ask hi' | Should -BeExactly "line`n`nlast`n"
    }

    It 'shows text while the reply streams' {
        Add-Reply $server -Step (Get-Frame 'first '), @{ gate = 'rest' }, (Get-Frame 'second'), (Get-Frame -Finish 'stop'), (Get-Frame -Done)
        Send-Terminal $terminal 'Clear-Host; ask hi' 'Enter'
        Wait-Terminal $terminal '(?m)^first \Z'
        Open-Gate $server 'rest'
        Wait-Terminal $terminal '(?m)^first second\nPS> \Z'
    }

    It 'lets the terminal wrap it' {
        Add-Reply $server ('word ' * 50)
        (Invoke-Line 'ask hi').TrimEnd() | Should -BeExactly ('word ' * 50).TrimEnd()
    }

    It 'dims reasoning, and leaves a line between it and the reply' {
        Add-Reply $server -Step (Get-Frame -Reasoning 'Let me '), (Get-Frame -Reasoning 'think.'), (Get-Frame "`n`nSo."), (Get-Frame -Finish 'stop'), (Get-Frame -Done)
        Invoke-Line 'ask hi' | Should -BeExactly "Let me think.`n`nSo.`n"
        Get-TerminalText $terminal -Escapes | Should -Match "$escape\[2m(?:$escape\[39m)?Let me think\.\s*$escape\[0m\S*So\."
    }

    It 'shows the tools that the model calls' {
        $call = @{ index = 0; id = 'call_1'; type = 'function'; function = @{ name = 'get_weather'; arguments = '{"city":' } }
        $more = @{ index = 0; function = @{ arguments = '"Rome"}' } }
        $other = @{ index = 1; id = 'call_2'; type = 'function'; function = @{ name = 'get_time'; arguments = '{}' } }
        Add-Reply $server -Step (Get-Frame 'One moment.'), (Get-Frame -ToolCall $call), (Get-Frame -ToolCall $more), (Get-Frame -ToolCall $other), (Get-Frame -Finish 'tool_calls'), (Get-Frame -Done)
        Invoke-Line 'ask hi' | Should -BeExactly "One moment.`n`nget_weather {`"city`":`"Rome`"}`nget_time {}`n"
    }

    It 'shows several replies one after the other' {
        Add-Reply $server -Step (Get-Frame 'yes'), (Get-Frame 'no' -Index 1), (Get-Frame ' indeed'), (Get-Frame ' way' -Index 1), (Get-Frame -Finish 'stop'), (Get-Frame -Finish 'stop' -Index 1), (Get-Frame -Done)
        Invoke-Line 'ask hi -Count 2' | Should -BeExactly "yes indeed`n`nReply 2:`nno way`n"
    }

    It 'answers several prompts with a line between' {
        Add-Reply $server 'first'
        Add-Reply $server 'second'
        Invoke-Line "'a', 'b' | ask" | Should -BeExactly "first`n`nsecond`n"
    }

    It 'writes an error on a line of its own, after the text so far' {
        Add-Reply $server -Step (Get-Frame 'The text so '), @{ reset = $true }
        Invoke-Line 'ask hi' | Should -Match '\AThe text so\s*\nInvoke-ChatStream: '
    }

    It 'warns when the reply is cut at its limit' {
        Add-Reply $server -Step (Get-Frame 'The text so'), (Get-Frame -Finish 'length'), (Get-Frame -Done)
        Invoke-Line 'ask hi' | Should -Match '\AThe text so\nWARNING: The reply ends here because it has as many tokens as it may have'
    }

    It 'writes messages on lines of their own' {
        Add-Reply $server -Step (Get-Frame 'one '), @{ gate = 'two' }, (Get-Frame 'two'), (Get-Frame -Finish 'stop'), (Get-Frame -Done)
        Open-Gate $server 'two'
        Invoke-Line 'ask hi -Verbose' | Should -Match '(?m)^VERBOSE: .*\n(.*\n)*one two\n'
    }

    It 'shows the figures of -ShowProgress after it' {
        Add-Reply $server 'word ' , 'word'
        Invoke-Line 'ask hi -ShowProgress' | Should -Match '\Aword word\n9 characters in 3 deltas, [\d,]+ characters/s, first after \d+\.\d\d s, \d+\.\d s\n\z'
    }

    It 'leaves no escape sequence of the model to the terminal' {
        Add-Reply $server "a$escape[31mred$escape[2J", "$([char]7)b`rc"
        Invoke-Line 'ask hi' | Should -BeExactly "a$([char]0x241B)[31mred$([char]0x241B)[2J$([char]0x2407)b$([char]0x240D)c`n"
    }

    It 'lets wide and right-to-left text through' {
        $hebrew = -join [char[]](0x5E9, 0x5DC, 0x5D5, 0x5DD)
        $wide = -join [char[]](0x6F22, 0x5B57)
        Add-Reply $server "$hebrew ", "$wide ", ([char]::ConvertFromUtf32(0x1F600))
        Invoke-Line 'ask hi' | Should -BeExactly "$hebrew $wide $([char]::ConvertFromUtf32(0x1F600))`n"
    }

    It 'fills the completion variable, and the session' {
        Add-Reply $server 'kept'
        Invoke-Line '$s = New-ChatSession; ask hi -Session $s -CompletionVariable reply' | Should -BeExactly "kept`n"
        Invoke-Line '"$($reply.Text) $($s.Turns.Count)"' | Should -BeExactly "kept 1`n"
    }

    It 'is at the prompt at once after Ctrl+C, with the text so far' {
        Add-Reply $server -Step (Get-Frame 'The text so far'), @{ stall = $true }
        Send-Terminal $terminal 'Clear-Host; ask hi' 'Enter'
        Wait-Terminal $terminal 'The text so far\Z'
        Send-Terminal $terminal -Key 'C-c'
        (Wait-RequestEnd $server).end | Should -BeExactly 'ClientClosed'
        Wait-Terminal $terminal 'The text so far.*\nPS> \Z'
        Invoke-Line '"still here"' | Should -BeExactly "still here`n"
    }

    It 'shows text where <Name>' -ForEach @(
        @{ Name = 'it ends a pipeline'; Line = "'hi' | ask" }
        @{ Name = 'it is one of several statements'; Line = '1 + 1 | Out-Null; ask hi; $null' }
        @{ Name = 'it stands in an if'; Line = 'if ($true) { ask hi }' }
        @{ Name = 'it stands in a try'; Line = 'try { ask hi } finally { $null }' }
        @{ Name = 'only its errors are redirected'; Line = 'ask hi 2>/dev/null' }
        @{ Name = 'it spans lines'; Line = "ask ```n hi" }
    ) {
        Add-Reply $server 'Some text'
        Invoke-Line $Line | Should -BeExactly "Some text`n"
    }

    It 'gives objects where <Name>' -ForEach @(
        @{ Name = 'they are assigned'; Line = '$x = ask hi; $x | Get-Kind' }
        @{ Name = 'an array is made of them'; Line = '$x = @(ask hi); $x | Get-Kind' }
        @{ Name = 'an if is assigned'; Line = '$x = if ($true) { ask hi }; $x | Get-Kind' }
        @{ Name = 'they are piped on'; Line = 'ask hi | Get-Kind' }
        @{ Name = 'they stand in brackets'; Line = '(ask hi).GetType().Name -replace "Object\[\]", "ChatDelta"' }
        @{ Name = 'they are a condition'; Line = 'if (ask hi) { "ChatDelta" }' }
        @{ Name = 'a loop goes over them'; Line = 'foreach ($x in ask hi) { $x | Get-Kind; break }' }
        @{ Name = 'they are passed on'; Line = 'Get-Kind -InputObject 1 | Out-Null; Write-Output (ask hi) | Get-Kind' }
        @{ Name = 'a script block writes them'; Line = '& { ask hi } | Get-Kind' }
        @{ Name = 'a function writes them'; Line = 'function f { ask hi }; f | Get-Kind' }
        @{ Name = 'ForEach-Object writes them'; Line = '1 | ForEach-Object { ask hi } | Get-Kind' }
        @{ Name = 'text runs the command'; Line = 'Invoke-Expression "ask hi" | Get-Kind' }
        @{ Name = '-OutVariable keeps them'; Line = 'ask hi -OutVariable x | Out-Null; $x | Get-Kind' }
    ) {
        Add-Reply $server 'Some text'
        Invoke-Line $Line | Should -BeExactly "ChatDelta`n"
    }

    It 'gives objects, which the shell shows, where <Name>' -ForEach @(
        @{ Name = 'a function stands alone'; Line = 'function f { ask hi }; f' }
        @{ Name = 'a script block stands alone'; Line = '& { ask hi }' }
        @{ Name = '-OutVariable keeps them'; Line = 'ask hi -OutVariable x' }
        @{ Name = '-PipelineVariable names them'; Line = 'ask hi -PipelineVariable x' }
        @{ Name = '$ChatStreamDisplay wants them'; Line = '$ChatStreamDisplay = "Objects"; ask hi; Remove-Variable ChatStreamDisplay' }
        @{ Name = 'another runspace asks'; Line = "1 | ForEach-Object -Parallel { Import-Module StreamPS; Invoke-ChatStream hi -BaseUri $([char]36)using:address }" }
    ) {
        if ($Line -match 'Parallel') {
            $Line = $Line.Replace('Import-Module StreamPS', "Import-Module '$((Get-Module StreamPS).ModuleBase)'").Replace('$using:address', "'$($server.BaseUri)'")
        }
        Add-Reply $server 'Some text'
        $shown = Invoke-Line $Line
        $shown | Should -Match 'Seconds'
        $shown | Should -Match 'Some text'
    }

    It 'writes objects to a file' {
        $path = Join-Path $TestDrive 'reply.txt'
        Add-Reply $server 'Some text'
        Invoke-Line "ask hi > '$path'" | Should -BeExactly ''
        Get-Content -LiteralPath $path -Raw | Should -Match 'Seconds(?s:.*)Some text'
    }

    It 'gives objects to a job' {
        Add-Reply $server 'Some text'
        $module = (Get-Module StreamPS).ModuleBase
        Invoke-Line "Start-Job { Import-Module '$module'; Invoke-ChatStream hi -BaseUri '$($server.BaseUri)' } | Receive-Job -Wait -AutoRemoveJob | ForEach-Object Content" |
            Should -BeExactly "Some text`n"
    }

    It 'shows text in a function when $ChatStreamDisplay is Inline, and gives none on' {
        Add-Reply $server 'Some text'
        Invoke-Line '$ChatStreamDisplay = "Inline"; function f { ask hi }; $x = f; $x.Count; Remove-Variable ChatStreamDisplay' | Should -BeExactly "Some text`n0`n"
    }

    It 'gives objects to an assignment also when $ChatStreamDisplay is Inline' {
        Add-Reply $server 'Some text'
        Invoke-Line '$ChatStreamDisplay = "Inline"; $x = ask hi; $x | Get-Kind; Remove-Variable ChatStreamDisplay' | Should -BeExactly "ChatDelta`n"
    }

    It 'refuses a $ChatStreamDisplay that is not one' {
        Invoke-Line '$ChatStreamDisplay = "Inlin"; ask hi; Remove-Variable ChatStreamDisplay' | Should -Match "Inlin.*isn't one of Auto, Inline,\s+Objects"
        @(Get-Request $server).Count | Should -Be 0
    }

    It 'is once in a transcript, line by line' {
        $path = Join-Path $TestDrive 'transcript.txt'
        Add-Reply $server -Step (Get-Frame -Reasoning 'hm'), (Get-Frame "one`ntw"), (Get-Frame "o`n`nthree"), (Get-Frame -Finish 'stop'), (Get-Frame -Done)
        Invoke-Line "Start-Transcript '$path' -UseMinimalHeader | Out-Null; ask hi; Stop-Transcript | Out-Null" | Should -BeExactly "hm`n`none`ntwo`n`nthree`n"
        $text = (Get-Content -LiteralPath $path -Raw) -replace "`r"
        $text | Should -Match '\nhm\n\none\ntwo\n\nthree\n'
        [regex]::Matches($text, 'three').Count | Should -Be 1
    }
}

Describe 'Inline display without colours' -Skip:([bool]$obstacle) {
    It 'names reasoning in words, and writes no escape sequence, with <Name>' -ForEach @(
        @{ Name = 'NO_COLOR'; Environment = @{ NO_COLOR = '1' }; Script = '' }
        @{ Name = '$PSStyle.OutputRendering = PlainText'; Environment = @{}; Script = '$PSStyle.OutputRendering = "PlainText"' }
    ) {
        $script:server = Start-LoopbackServer
        $terminal = Start-Terminal (Join-Path $TestDrive ([guid]::NewGuid())) "$(Get-StartScript)`n$Script" -Environment $Environment
        try {
            Add-Reply $server -Step (Get-Frame -Reasoning 'Let me think.'), (Get-Frame 'So.'), (Get-Frame -Finish 'stop'), (Get-Frame -Done)
            Send-Terminal $terminal 'ask hi' 'Enter'
            Wait-Terminal $terminal 'So\.\nPS> \Z'
            Get-TerminalText $terminal -Escapes | Should -Match "Reasoning: Let me think\.\n\nSo\.\n"
        }
        finally {
            Stop-Terminal $terminal
            Stop-LoopbackServer $server
        }
    }
}

Describe 'A shell without a prompt' -Skip:([bool]$obstacle) {
    BeforeAll { $script:server = Start-LoopbackServer }
    AfterAll { Stop-LoopbackServer $server }
    BeforeEach {
        Clear-LoopbackServer $server
        Add-Reply $server 'Some text'
        $script:shell = (Get-Process -Id $PID).Path
        $script:command = "Import-Module '$((Get-Module StreamPS).ModuleBase)'; Invoke-ChatStream hi -BaseUri '$($server.BaseUri)'"
    }

    It 'gives objects with redirected output' {
        (& $shell -NoProfile -Command $command) -join "`n" | Should -Match 'Seconds(?s:.*)Some text'
    }

    It 'gives objects in a terminal to <Name>' -ForEach @(
        @{ Name = '-Command'; Arguments = '-Command' }
        @{ Name = '-NonInteractive'; Arguments = '-NonInteractive -NoExit -Command' }
    ) {
        $terminal = Start-Terminal (Join-Path $TestDrive ([guid]::NewGuid()))
        try {
            Send-Terminal $terminal "& '$shell' -NoProfile $Arguments `"$command`"" 'Enter'
            Wait-Terminal $terminal 'Seconds(?s:.*)Some text'
        }
        finally { Stop-Terminal $terminal }
    }
}
