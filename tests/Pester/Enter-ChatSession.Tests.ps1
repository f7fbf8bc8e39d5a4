BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Terminal.psm1') -Force
    $script:obstacle = Get-TerminalObstacle
    if ($obstacle) { Write-Warning "The tests of Enter-ChatSession in a terminal are skipped: $obstacle." }
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
        Wait-Terminal $terminal '(?m)^> one ?\n  \Z'
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
        Get-Sent 0 | Should -BeExactly ('```', 'x', '```' -join "`n")
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
        (Wait-RequestEnd $server 0).end | Should -BeExactly 'ClientClosed'
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
        Add-Reply $server -Step (Get-Frame 'The text so far'), @{ reset = $true }
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

    It 'clears the screen with Ctrl+L, and keeps the line' {
        Enter-Conversation
        Send-Terminal $terminal 'half a'
        Wait-Terminal $terminal '> half a\Z'
        Send-Terminal $terminal -Key 'C-l'
        Wait-Terminal $terminal '> half a\n> half a\Z'
        Send-Terminal $terminal -Key 'C-c'
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
        Add-Reply $server 'Fine'
        Send-Terminal $terminal 'Clear-Host; $s = New-ChatSession; $image = New-ChatMessage hi -Image https://127.0.0.1/a.png; Invoke-ChatStream -Message $image @service -Session $s | Out-Null' 'Enter'
        $null = Wait-RequestEnd $server
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

Describe 'The examples of Enter-ChatSession' -Skip:([bool]$script:obstacle) {
    BeforeAll {
        $script:terminal = Start-Terminal (Join-Path $TestDrive 'examples') (Get-StartScript '$env:MOONSHOT_API_KEY = ''sk-example''; New-ChatSession -Provider Demo | Export-ChatSession chat.jsonl')
        Import-Module (Join-Path $PSScriptRoot 'Examples.psm1') -Force
        $script:examples = @(Get-Example (Join-Path $PSScriptRoot '../../docs/cmdlets/Enter-ChatSession.md'))
    }

    AfterAll { Stop-Terminal $terminal }

    It 'begin a conversation: <_>' -ForEach (0..2) {
        $code = @($examples[$_].Code -split '\n')[0]
        $shown = $examples[$_].Shown.Trim()
        Send-Terminal $terminal "Clear-Host; $code" 'Enter'
        Wait-Terminal $terminal '(?m)/help shows the commands\.\n> \Z'
        # What the page shows after a prompt is typed.
        foreach ($line in [regex]::Matches($shown, '(?m)^> (.*)$')) {
            Send-Terminal $terminal $line.Groups[1].Value 'Enter'
            Wait-Terminal $terminal "(?m)^> $([regex]::Escape($line.Groups[1].Value))\n(?s:.*\n)?(PS)?> \Z"
        }
        if ($shown) { (Get-TerminalText $terminal).Contains($shown) | Should -BeTrue -Because 'the page shows what the terminal does' }
        else { Exit-Conversation }
    }
}

Describe 'What Enter-ChatSession shows of a reply' -Skip:([bool]$script:obstacle) {
    BeforeAll { $script:terminal = Start-Terminal (Join-Path $TestDrive 'display') (Get-StartScript) }

    AfterAll { Stop-Terminal $terminal }

    BeforeEach {
        Clear-LoopbackServer $server
        Enter-Conversation
    }

    AfterEach { Exit-Conversation }

    It 'is Markdown by PowerShell''s own renderer' {
        Add-Reply $server "# Title`n`nSome **bold** and ``code``,`n- an *item*`n- <b>[link](http://127.0.0.1)</b>`n"
        Invoke-Line 'one' 'link'
        $screen = Get-TerminalText $terminal -Escapes
        $screen | Should -Match "$escape\[7m(?:$escape\[39m)?Title"
        $screen | Should -Match "Some $escape\[1mbold$escape\[0m"
        $screen | Should -Match 'and \S*mcode'
        Get-TerminalText $terminal | Should -Match '(?m)^Title\n\nSome bold and code,\n- an item\n- <b>\[link\]\(http://127\.0\.0\.1\)</b>\n'
    }

    It 'comes word by word, and markup when it has ended' {
        Add-Reply $server -Step (Get-Frame 'It is **ve'), @{ gate = 'go' }, (Get-Frame 'ry** good'), @{ gate = 'end' }, (Get-Frame -Finish 'stop'), (Get-Frame -Done)
        Send-Terminal $terminal 'one' 'Enter'
        Wait-Terminal $terminal '(?m)^It is \Z'
        Open-Gate $server 'go'
        Wait-Terminal $terminal '(?m)^It is very good\Z'
        Open-Gate $server 'end'
        Wait-Terminal $terminal '(?m)^It is very good\n\n> \Z'
    }

    It 'is code with numbers that go on from reply to reply' {
        Add-Reply $server "So:`n`n``````python`nprint('**x**')`n``````"
        Add-Reply $server "1. And:`n   ``````sh`n   ls`n   ``````"
        Invoke-Line 'one' 'So:\n\n\[1\] python\nprint\(''\*\*x\*\*''\)'
        Invoke-Line 'two' '1\. And:\n   \[2\] sh\n   ls'
        Invoke-Line '/save 2 list.sh' 'Saved to .*list\.sh'
        [System.IO.File]::ReadAllText((Join-Path $TestDrive 'list.sh')) | Should -BeExactly "ls`n"
        Invoke-Line '/save 3 x.sh' 'There is no code 3: the numbers go from 1 to 2\.'
    }

    It 'controls nothing but line ends and tabs' {
        Add-Reply $server "a$escape[31mb`a`b**c$escape]2J**`r`nd"
        Invoke-Line 'one' 'd'
        Get-TerminalText $terminal | Should -Match '(?m)^a\u241B\[31mb\u2407\u2408c\u241B\]2J\nd$'
    }

    It 'has wide characters and those that are read from the right as they are' {
        $text = "$([char]0x6211)$([char]0x662F) $([char]0x05E9)$([char]0x05DC) $([char]::ConvertFromUtf32(0x1F600))"
        Add-Reply $server "**$text** $text"
        Invoke-Line 'one' ([regex]::Escape("$text $text"))
    }

    It 'has reasoning dimmed before it' {
        Add-Reply $server -Step (Get-Frame -Reasoning 'Let me think.'), (Get-Frame 'So.'), (Get-Frame -Finish 'stop'), (Get-Frame -Done)
        Invoke-Line 'one' 'Let me think\.\n\nSo\.'
        Get-TerminalText $terminal -Escapes | Should -Match "$escape\[2m(?:$escape\[39m)?Let me think\."
    }
}

Describe 'The files and the clipboard of Enter-ChatSession' -Skip:([bool]$script:obstacle) {
    BeforeAll {
        # PowerShell's clipboard on Linux is a program that may not be there: this one keeps what it gets in a file.
        $programs = (New-Item -ItemType Directory (Join-Path $TestDrive 'programs')).FullName
        $clipboard = Join-Path $programs 'xclip'
        $script:copied = Join-Path $programs 'copied'
        [System.IO.File]::WriteAllText($clipboard, "#!/bin/sh`ncat > '$copied'`n")
        if (-not $IsWindows) { chmod +x $clipboard }
        $script:terminal = Start-Terminal (Join-Path $TestDrive 'files') (Get-StartScript "`$env:PATH = '$programs' + [System.IO.Path]::PathSeparator + `$env:PATH")
    }

    AfterAll { Stop-Terminal $terminal }

    BeforeEach {
        Clear-LoopbackServer $server
        Get-ChildItem $TestDrive -File | Remove-Item
        Enter-Conversation
    }

    AfterEach { Exit-Conversation }

    It 'are saved and loaded' {
        'first', 'second', 'third' | ForEach-Object { Add-Reply $server $_ }
        Invoke-Line 'one' 'first'
        Invoke-Line '/save chat.jsonl' 'Saved to .*chat\.jsonl'
        Invoke-Line 'two' 'second'
        Invoke-Line '/save "chat.jsonl"' 'Saved to .*chat\.jsonl'
        Invoke-Line '/save chat.md' 'Saved to .*chat\.md'
        Get-Content (Join-Path $TestDrive 'chat.md') -Raw | Should -Match '(?s)## You\n\none.*second'
        Invoke-Line '/retry' 'third'
        Invoke-Line '/load chat.jsonl' '2 turns, Custom, m'
        Add-Reply $server 'last'
        Invoke-Line 'three' 'last'
        Get-Sent 3 | Should -Be 'one', 'first', 'two', 'second', 'three'
    }

    It 'leave others alone, and the conversation as it is: <what>' -ForEach @(
        @{ what = 'a file of something else'; line = '/save other.md'; text = "'other\.md' can't be written: It's there already, and has something else\." }
        @{ what = 'another session'; line = '/save other.jsonl'; text = "'other\.jsonl' can't be written: It's there already, and has something else\." }
        @{ what = 'a place where no file can be'; line = '/save other.md/x.md'; text = "'other\.md/x\.md' can't be written: " }
        @{ what = 'a file that is not there'; line = '/load none.jsonl'; text = "There is no file 'none\.jsonl'\." }
        @{ what = 'a file that is no session'; line = '/load other.md'; text = "can't be used as a session's file" }
        @{ what = 'a session of a newer version'; line = '/load newer.jsonl'; text = 'newer' }
        @{ what = 'no name'; line = '/save'; text = 'Name a file' }
        @{ what = 'no name to load'; line = '/load'; text = 'Name a file' }
    ) {
        Set-Content (Join-Path $TestDrive 'other.md') 'mine'
        New-ChatSession | Export-ChatSession (Join-Path $TestDrive 'other.jsonl')
        $newer = [System.IO.File]::ReadAllText((Join-Path $TestDrive 'other.jsonl')) -replace '"version":\d+', '"version":99'
        [System.IO.File]::WriteAllText((Join-Path $TestDrive 'newer.jsonl'), $newer)
        'first', 'second' | ForEach-Object { Add-Reply $server $_ }
        Invoke-Line 'one' 'first'
        Invoke-Line $line $text
        Invoke-Line 'two' 'second'
        Get-Sent 1 | Should -Be 'one', 'first', 'two'
        Get-Content (Join-Path $TestDrive 'other.md') | Should -BeExactly 'mine'
    }

    It 'get the last reply, or code' -Skip:(-not $IsLinux) {
        Add-Reply $server "Say it's:`n``````sh`nls`n``````"
        Invoke-Line 'one' 'ls'
        Invoke-Line '/copy 1' 'Copied code 1\.'
        [System.IO.File]::ReadAllText($copied).TrimEnd() | Should -BeExactly 'ls'
        Invoke-Line '/copy' 'Copied the last reply\.'
        [System.IO.File]::ReadAllText($copied).TrimEnd() | Should -BeExactly "Say it's:`n``````sh`nls`n``````"
    }

    It 'say what can not be copied' {
        Invoke-Line '/copy' 'There is no reply yet\.'
        Invoke-Line '/copy 1' 'No code was shown yet\.'
        Invoke-Line '/copy x' 'Give the number that stands before the code: /copy 1\.'
    }
}

Describe 'Enter-ChatSession and the shell around it' -Skip:([bool]$script:obstacle) {
    BeforeEach { Clear-LoopbackServer $server }

    It 'leaves the shell''s PSReadLine as it is' {
        $script:terminal = Start-Terminal (Join-Path $TestDrive 'keys') (Get-StartScript @'
Set-PSReadLineKeyHandler -Key Enter -ScriptBlock { [Microsoft.PowerShell.PSConsoleReadLine]::AcceptLine() } -BriefDescription mine
Set-PSReadLineOption -ContinuationPrompt '?? ' -Colors @{ Default = 'green' }
function Get-State {
    Get-PSReadLineKeyHandler -Bound -Unbound | ForEach-Object { "$($_.Key) $($_.Function) $($_.Description)" }
    Get-PSReadLineOption | Format-List | Out-String
}
'@)
        try {
            Add-Reply $server 'Fine'
            Send-Terminal $terminal '$before = Get-State | Out-String; $before.Length' 'Enter'
            Wait-Terminal $terminal '(?m)^\d+$'
            Enter-Conversation
            Invoke-Line 'a message of mine' 'Fine'
            Exit-Conversation
            Send-Terminal $terminal '(Get-State | Out-String) -ceq $before' 'Enter'
            Wait-Terminal $terminal '(?m)^True$'
            Send-Terminal $terminal -Key 'Up', 'Up'
            Wait-Terminal $terminal '> Clear-Host; Enter-ChatSession @service\s*\Z'
            Get-ChildItem (Join-Path $TestDrive 'keys') -Recurse -Filter '*_history.txt' | Get-Content -Raw | Should -Not -Match 'a message of mine'
        }
        finally { Stop-Terminal $terminal }
    }

    It 'ends at once when the pipeline is stopped from outside, and takes no key with it' {
        $script:terminal = Start-Terminal (Join-Path $TestDrive 'stop') (Get-StartScript @'
function Enter-Briefly {
    $stopper = [powershell]::Create().AddScript({
            param($runspace, $file)
            while (-not (Test-Path $file)) { [System.Threading.Thread]::Sleep(20) }
            $method = $runspace.GetType().GetMethod('GetCurrentlyRunningPipeline', [System.Reflection.BindingFlags]'NonPublic,Instance')
            $method.Invoke($runspace, @()).Stop()
        }).AddArgument($host.Runspace).AddArgument("$PWD/stop.txt")
    [void]$stopper.BeginInvoke()
    Enter-ChatSession @service
}
'@)
        try {
            Send-Terminal $terminal 'Clear-Host; Enter-Briefly' 'Enter'
            Wait-Terminal $terminal '(?m)commands\.\n> \Z'
            Set-Content (Join-Path $TestDrive 'stop.txt') ''
            Wait-Terminal $terminal '(?m)PS> \Z'
            Send-Terminal $terminal '"still here"' 'Enter'
            Wait-Terminal $terminal '(?m)^still here$'
        }
        finally { Stop-Terminal $terminal }
    }

    It 'writes no colours with <name>' -ForEach @(
        @{ name = 'NO_COLOR'; environment = @{ NO_COLOR = '1' }; script = '' }
        @{ name = 'PlainText'; environment = @{}; script = '$PSStyle.OutputRendering = "PlainText"' }
    ) {
        $script:terminal = Start-Terminal (Join-Path $TestDrive $name) (Get-StartScript $script) -Environment $environment
        try {
            Add-Reply $server "# Title`n**bold**`n``````sh`nls`n``````"
            Enter-Conversation
            Invoke-Line 'one' '# Title\n\*\*bold\*\*\n\[1\] sh\nls'
            (Get-TerminalText $terminal -Escapes) -replace '(?s)\A.*?\.\n' | Should -Not -Match "$escape\[[0-9;]*[1-9]"
        }
        finally { Stop-Terminal $terminal }
    }

    It 'sends what is typed in the modes of vi' {
        $script:terminal = Start-Terminal (Join-Path $TestDrive 'vi') (Get-StartScript 'Set-PSReadLineOption -EditMode Vi')
        try {
            'answer 1', 'answer 2' | ForEach-Object { Add-Reply $server $_ }
            Enter-Conversation
            Invoke-Line "don't" 'answer 1'
            Send-Terminal $terminal "can't x" 'Escape'
            # PSReadLine waits for what may follow Escape; then the cursor goes back onto the last character.
            Wait-Terminal $terminal "> can't x\Z"
            Wait-TerminalColumn $terminal 8
            Send-Terminal $terminal 'x'
            Wait-Terminal $terminal "> can't\s*\Z"
            Send-Terminal $terminal -Key 'Enter'
            Wait-Terminal $terminal 'answer 2\n\n> \Z'
            Get-Sent 1 | Should -Be "don't", 'answer 1', "can't "
            Exit-Conversation
        }
        finally { Stop-Terminal $terminal }
    }

    It 'works without PSReadLine' {
        $editor = Join-Path $TestDrive 'editor.sh'
        [System.IO.File]::WriteAllText($editor, "#!/bin/sh`nprintf ' more' >> `"`$2`"`n")
        $environment = @{ VISUAL = "sh `"$editor`" -x" }
        $script:terminal = Start-Terminal (Join-Path $TestDrive 'plain') (Get-StartScript 'Remove-Module PSReadLine') -Environment $environment
        try {
            1..4 | ForEach-Object { Add-Reply $server "answer $_" }
            Enter-Conversation
            Invoke-Line "don't" 'answer 1'
            Send-Terminal $terminal 'two \' 'Enter'
            Wait-Terminal $terminal '(?m)^  \Z'
            Send-Terminal $terminal 'lines' 'Enter'
            Wait-Terminal $terminal 'answer 2\n\n> \Z'
            Send-Terminal $terminal '"""three' 'Enter'
            Wait-Terminal $terminal '(?m)^  \Z'
            Send-Terminal $terminal 'lines"""' 'Enter'
            Wait-Terminal $terminal 'answer 3\n\n> \Z'
            Get-Sent 2 | Should -Be "don't", 'answer 1', "two `nlines", 'answer 2', "three`nlines"
            Invoke-Line '/edit' 'answer 4'
            @(Get-Sent 3)[-1] | Should -BeExactly "three`nlines more"
            Exit-Conversation
        }
        finally { Stop-Terminal $terminal }
    }
}

Describe 'Enter-ChatSession without anybody who types' {
    It 'is an error: <what>' -ForEach @(
        @{ what = 'redirected'; options = @() }
        @{ what = '-NonInteractive'; options = @('-NonInteractive') }
    ) {
        $shell = (Get-Process -Id $PID).Path
        $script = "Import-Module '$module'; try { Enter-ChatSession -Provider Demo } catch { `$_.FullyQualifiedErrorId; `$_.CategoryInfo.Category; `$_.Exception.Message }"
        $lines = '' | & $shell -NoProfile @options -Command $script
        $lines[0] | Should -BeExactly 'NotInteractive,StreamPS.Commands.EnterChatSessionCommand'
        $lines[1] | Should -BeExactly 'InvalidOperation'
        $lines[2] | Should -BeExactly 'Enter-ChatSession needs somebody who types, and the input is redirected. Use Invoke-ChatStream -Session for a conversation there.'
    }

    It 'is an error in a job' {
        $job = Start-Job { Import-Module $using:module; Enter-ChatSession -Provider Demo }
        $job | Wait-Job -Timeout 60 | Out-Null
        $job | Receive-Job -ErrorAction SilentlyContinue -ErrorVariable failure
        $job | Remove-Job -Force
        $failure[0].FullyQualifiedErrorId | Should -BeExactly 'NotInteractive,StreamPS.Commands.EnterChatSessionCommand'
        "$($failure[0])" | Should -BeLike "*it doesn't run in a console's own session*"
    }

    It 'is an error with -NonInteractive in a terminal' -Skip:([bool]$script:obstacle) {
        $script:terminal = Start-Terminal (Join-Path $TestDrive 'noninteractive')
        try {
            $shell = (Get-Process -Id $PID).Path
            Send-Terminal $terminal "& '$shell' -NoProfile -NonInteractive -Command `"Import-Module '$module'; Enter-ChatSession -Provider Demo`"" 'Enter'
            Wait-Terminal $terminal 'the shell was started with\s+-NonInteractive'
        }
        finally { Stop-Terminal $terminal }
    }
}
