BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Terminal.psm1') -Force
    $script:obstacle = Get-TerminalObstacle
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../out/StreamPS') -Force
    Import-Module (Join-Path $PSScriptRoot 'LoopbackServer.psm1') -Force
    Import-Module (Join-Path $PSScriptRoot 'Terminal.psm1') -Force
    $script:escape = [char]27
    $script:server = Start-LoopbackServer
    $script:module = (Get-Module StreamPS).ModuleBase

    # The shell of a test: the module, the server's address, and a clipboard that can be looked into.
    function Get-StartScript {
        param([string] $More = '')

        @"
Import-Module '$module'
`$env:NO_PROXY = '127.0.0.1'
`$service = @{ BaseUri = '$($server.BaseUri)'; Model = 'm'; MaximumRetryCount = 0 }
Set-Location '$TestDrive'
$More
"@
    }

    # Begins a conversation, and waits for its prompt.
    function Enter-Conversation {
        param([string] $Options = '')

        Send-Terminal $terminal "Clear-Host; Enter-ChatSession @service $Options" 'Enter'
        Wait-Terminal $terminal '(?m)/help shows the commands\.\n> \Z'
    }

    # Types a line, and waits for what is shown after it and for the next prompt.
    function Invoke-Line {
        param([string] $Line, [string] $Pattern = '')

        Send-Terminal $terminal $Line 'Enter'
        Wait-Terminal $terminal "(?s)> $([regex]::Escape($Line))\n.*$Pattern.*\n> \Z"
    }

    function Exit-Conversation {
        Send-Terminal $terminal '/exit' 'Enter'
        Wait-Terminal $terminal '(?m)^PS> \Z'
    }

    # What was sent to the server with a request, without the instructions.
    function Get-Sent {
        param([int] $Index)

        @(Get-Request $server)[$Index].json.messages.content
    }
}

AfterAll { Stop-LoopbackServer $server }

Describe 'Enter-ChatSession at a prompt' -Skip:([bool]$script:obstacle) {
    BeforeAll { $script:terminal = Start-Terminal (Join-Path $TestDrive 'loop') (Get-StartScript) }

    AfterAll { Stop-Terminal $terminal }

    BeforeEach { Clear-LoopbackServer $server }

    AfterEach {
        # A test that failed in the middle may have left a conversation, or a line.
        Send-Terminal $terminal -Key 'C-c'
        Send-Terminal $terminal -Key 'C-u'
        if ((Get-TerminalText $terminal) -notmatch '(?m)^PS> \S*\Z') { Exit-Conversation }
    }

    It 'answers what is typed, with the turns before' {
        'Hello Kim', 'Kim' | ForEach-Object { Add-Reply $server $_ }
        Enter-Conversation '-SystemPrompt ''Be brief.'''
        (Get-TerminalText $terminal) | Should -Match '(?m)^Custom, m\. "Be brief\." /help shows the commands\.$'
        Invoke-Line 'I am Kim.' 'Hello Kim'
        Invoke-Line 'Who am I?' 'Kim'
        Get-Sent 1 | Should -Be 'Be brief.', 'I am Kim.', 'Hello Kim', 'Who am I?'
        Exit-Conversation
    }

    It 'takes lines that are no whole PowerShell' {
        Add-Reply $server 'Fine'
        Enter-Conversation
        Invoke-Line "don't { ask `"me (why" 'Fine'
        Get-Sent 0 | Should -BeExactly "don't { ask `"me (why"
    }

    It 'takes several lines: with <how>' -ForEach @(
        @{ how = 'Alt+Enter'; first = 'one'; key = 'M-Enter'; sent = "one`ntwo" }
        @{ how = 'Ctrl+J'; first = 'one'; key = 'C-j'; sent = "one`ntwo" }
        @{ how = 'a backslash'; first = 'one\'; key = 'Enter'; sent = "one`ntwo" }
    ) {
        Add-Reply $server 'Fine'
        Enter-Conversation
        Send-Terminal $terminal $first $key
        Wait-Terminal $terminal '(?m)^> one\n  \Z'
        Send-Terminal $terminal 'two' 'Enter'
        Wait-Terminal $terminal '(?m)^Fine\n\n> \Z'
        Get-Sent 0 | Should -BeExactly $sent
    }

    It 'takes code with Enter between its lines' {
        Add-Reply $server 'Fine'
        Enter-Conversation
        Send-Terminal $terminal '```' 'Enter'
        Wait-Terminal $terminal '(?m)^> ```\n  \Z'
        Send-Terminal $terminal 'x' 'Enter'
        Wait-Terminal $terminal '(?m)^  x\n  \Z'
        Send-Terminal $terminal '```' 'Enter'
        Wait-Terminal $terminal '(?m)^Fine\n\n> \Z'
        Get-Sent 0 | Should -BeExactly "``````n" + "x`n``````" -Because 'it is one message'
    }

    It 'takes pasted lines as one message' {
        Add-Reply $server 'Fine'
        Enter-Conversation
        Send-Terminal $terminal "one`rtwo`rthree"
        Wait-Terminal $terminal '(?m)^> one\n  two\n  three\Z'
        Send-Terminal $terminal -Key 'Enter'
        Wait-Terminal $terminal '(?m)^Fine\n\n> \Z'
        Get-Sent 0 | Should -BeExactly "one`ntwo`nthree"
    }

    It 'brings messages back with the arrow keys, also those of the session it goes on with' {
        'a', 'b', 'c' | ForEach-Object { Add-Reply $server $_ }
        Send-Terminal $terminal 'Clear-Host; $s = New-ChatSession; Invoke-ChatStream earlier @service -Session $s | Out-Null; $service.Session = $s' 'Enter'
        Wait-Terminal $terminal '(?m)^PS> \Z'
        Enter-Conversation
        Invoke-Line 'later' 'b'
        Send-Terminal $terminal -Key 'Up'
        Wait-Terminal $terminal '(?m)^> later\Z'
        Send-Terminal $terminal -Key 'Up'
        Wait-Terminal $terminal '(?m)^> earlier\Z'
        Send-Terminal $terminal -Key 'Up'
        Send-Terminal $terminal ' too' 'Enter'
        Wait-Terminal $terminal '(?m)^c\n\n> \Z'
        Get-Sent 2 | Should -Be 'earlier', 'a', 'later', 'b', 'earlier too'
        Exit-Conversation
        Send-Terminal $terminal '$service.Remove(''Session''); "$($s.Turns.Count) turns"' 'Enter'
        Wait-Terminal $terminal '(?m)^3 turns$'
    }

    It 'stops a reply with Ctrl+C, and goes on' {
        Add-Reply $server -Step (Get-Frame 'The text so far'), @{ stall = $true }
        Add-Reply $server 'Fine'
        Enter-Conversation
        Send-Terminal $terminal 'one' 'Enter'
        Wait-Terminal $terminal '(?m)^The text so far\Z'
        Send-Terminal $terminal -Key 'C-c'
        Wait-Terminal $terminal '(?m)^The text so far\n\(stopped\)\n\n> \Z'
        (Wait-RequestEnd $server 0).end.kind | Should -BeExactly 'Aborted'
        Invoke-Line 'two' 'Fine'
        Get-Sent 1 | Should -Be 'one', 'The text so far', 'two'
    }

    It 'keeps what is typed while a reply is written' {
        Add-Reply $server -Step (Get-Frame 'Once'), @{ gate = 'go' }, (Get-Frame -Finish 'stop'), (Get-Frame -Done)
        Enter-Conversation
        Send-Terminal $terminal 'one' 'Enter'
        Wait-Terminal $terminal '(?m)^Once\Z'
        Send-Terminal $terminal 'and then'
        Open-Gate $server 'go'
        Wait-Terminal $terminal '(?m)^Once\n\n> and then\Z'
    }

    It 'drops a line with Ctrl+C, and says how to leave' {
        Enter-Conversation
        Send-Terminal $terminal 'half a'
        Wait-Terminal $terminal '> half a\Z'
        Send-Terminal $terminal -Key 'C-c'
        Wait-Terminal $terminal '(?m)^> half a\^C\n/exit leaves the conversation\.\n> \Z'
        Send-Terminal $terminal -Key 'C-d'
        Wait-Terminal $terminal '(?m)^PS> \Z'
    }

    It 'shows an error, adds nothing and asks again with /retry' {
        Add-Reply $server -Status 401 -Body '{"error":{"message":"No such key"}}'
        Add-Reply $server 'Fine'
        Enter-Conversation
        Invoke-Line 'one' 'No such key.*\nCheck the key'
        Invoke-Line '/retry' 'Fine'
        Get-Sent 1 | Should -BeExactly 'one'
    }

    It 'shows an error in the middle of a reply, and keeps what had arrived' {
        Add-Reply $server -Step (Get-Frame 'The text so far'), @{ abort = $true }
        Add-Reply $server 'Fine'
        Enter-Conversation
        Invoke-Line 'one' 'The text so far\n.*connection.*\nSend the request again'
        Invoke-Line 'two' 'Fine'
        Get-Sent 1 | Should -Be 'one', 'The text so far', 'two'
    }

    It 'asks for another reply with /retry, in the place of the last' {
        'first', 'second', 'third' | ForEach-Object { Add-Reply $server $_ }
        Enter-Conversation
        Invoke-Line 'one' 'first'
        Invoke-Line '/retry' 'second'
        Invoke-Line 'two' 'third'
        Get-Sent 1 | Should -BeExactly 'one'
        Get-Sent 2 | Should -Be 'one', 'second', 'two'
    }

    It 'keeps the reply that a failing /retry was to replace' {
        Add-Reply $server 'first'
        Add-Reply $server -Status 500 -Body '{}'
        Add-Reply $server 'third'
        Enter-Conversation
        Invoke-Line 'one' 'first'
        Invoke-Line '/retry' 'service'
        Invoke-Line 'two' 'third'
        Get-Sent 2 | Should -Be 'one', 'first', 'two'
    }

    It 'changes the last message with /edit' {
        'first', 'second' | ForEach-Object { Add-Reply $server $_ }
        Enter-Conversation
        Invoke-Line 'one' 'first'
        Send-Terminal $terminal '/edit' 'Enter'
        Wait-Terminal $terminal '(?m)^> /edit\n> one\Z'
        Send-Terminal $terminal ' more' 'Enter'
        Wait-Terminal $terminal '(?m)^second\n\n> \Z'
        Get-Sent 1 | Should -BeExactly 'one more'
    }

    It 'completes commands with Tab' {
        Enter-Conversation
        Send-Terminal $terminal '/mo' 'Tab'
        Wait-Terminal $terminal '> /model\Z'
        Send-Terminal $terminal -Key 'C-c'
        Send-Terminal $terminal '/provider dem' 'Tab'
        Wait-Terminal $terminal '> /provider Demo\Z'
        Send-Terminal $terminal -Key 'C-c'
    }

    It 'tells the commands with /help, and the nearest one for a wrong one' {
        Enter-Conversation
        Invoke-Line '/help' '/model \[name\] .*/exit .*Ctrl\+C stops a reply'
        Invoke-Line '/modle' 'There is no command /modle\. Do you mean /model\?'
        Invoke-Line '/xyzzy' 'There is no command /xyzzy\. /help shows those there are\.'
    }

    It 'sends what only looks like a command' {
        'a', 'b' | ForEach-Object { Add-Reply $server $_ }
        Enter-Conversation
        Invoke-Line '/etc/hosts is what?' 'a'
        Invoke-Line '//help' 'b'
        Get-Sent 1 | Should -Be '/etc/hosts is what?', 'a', '/help'
    }

    It 'sets model and instructions' {
        Add-Reply $server 'Fine'
        Enter-Conversation
        Invoke-Line '/model other' 'Custom, other'
        Invoke-Line '/system Be brief.' 'Instructions: Be brief\.'
        Invoke-Line 'one' 'Fine'
        $json = @(Get-Request $server)[0].json
        "$($json.model) $($json.messages.content -join '|')" | Should -BeExactly 'other Be brief.|one'
        Invoke-Line '/system -' 'There are no instructions\.'
    }

    It 'takes another provider, and stays when it can not' {
        Add-Reply $server 'Fine'
        Enter-Conversation
        Invoke-Line '/provider nobody' 'There is no provider ''nobody'''
        Invoke-Line 'one' 'Fine'
        Invoke-Line '/provider Demo' 'Demo, demo'
        Invoke-Line 'two' 'You asked: "two"'
        @(Get-Request $server).Count | Should -Be 1
    }

    It 'refuses a provider whose format can not carry a message' {
        Send-Terminal $terminal 'Clear-Host; $s = New-ChatSession; $image = New-ChatMessage hi -Image https://127.0.0.1/a.png; Invoke-ChatStream -Message $image @service -Session $s | Out-Null' 'Enter'
        Add-Reply $server 'Fine'
        Wait-Terminal $terminal '(?m)^PS> \Z'
        Enter-Conversation '-Session $s'
        Invoke-Line '/provider Ollama x' 'image'
        Invoke-Line '/model' 'Custom, m'
        Exit-Conversation
        Send-Terminal $terminal '"$($s.Turns.Count) $($s.Model) $($s.BaseUri)"' 'Enter'
        Wait-Terminal $terminal "(?m)^1 m $($server.BaseUri)"
    }

    It 'tells the tokens' {
        Add-Reply $server -Step (Get-Frame 'Fine'), (Get-Frame -Finish 'stop'), (Get-Frame -Usage 1200, 34), (Get-Frame -Done)
        Enter-Conversation
        Invoke-Line '/tokens' 'Last turn: not known\nAll turns: 0 sent, 0 received\nThe next request sends about 0 before its message\.'
        Invoke-Line 'one' 'Fine'
        Invoke-Line '/tokens' 'Last turn: 1,200 sent, 34 received\nAll turns: 1,200 sent, 34 received\nThe next request sends about 1,234 before its message\.'
    }

    It 'returns the session with -PassThru' {
        Add-Reply $server 'Fine'
        Send-Terminal $terminal 'Clear-Host; $talk = Enter-ChatSession @service -PassThru' 'Enter'
        Wait-Terminal $terminal '(?m)commands\.\n> \Z'
        Invoke-Line 'one' 'Fine'
        Exit-Conversation
        Send-Terminal $terminal '"$($talk.GetType()) $($talk.Turns[0])"' 'Enter'
        Wait-Terminal $terminal '(?m)^StreamPS\.ChatSession Fine$'
    }
}
