BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../out/StreamPS') -Force
    Import-Module (Join-Path $PSScriptRoot 'LoopbackServer.psm1') -Force
    $script:server = Start-LoopbackServer
    $script:service = @{ BaseUri = $server.BaseUri; MaximumRetryCount = 0 }
}

AfterAll { Stop-LoopbackServer $server }

Describe '-Session' {
    BeforeEach { Clear-LoopbackServer $server }

    It 'goes on with the conversation' {
        'Hello', 'Kim' | ForEach-Object { Add-Reply $server $_ }
        $session = New-ChatSession 'Be brief.' -BaseUri $server.BaseUri -Model 'm' -Temperature 0.5 -MaxTokens 9
        Invoke-ChatStream 'I am Kim.' -Session $session | Join-String | Should -BeExactly 'Hello'
        (Invoke-ChatCompletion 'Who am I?' -Session $session).Text | Should -BeExactly 'Kim'

        $json = (Get-Request $server)[1].json
        $json.messages.content | Should -Be 'Be brief.', 'I am Kim.', 'Hello', 'Who am I?'
        "$($json.model) $($json.temperature) $($json.max_tokens)" | Should -BeExactly 'm 0.5 9'
        $session.Turns.Count | Should -Be 2
        $session.Turns[1].Reply.Content | Should -BeExactly 'Kim'
    }

    It 'adds a turn for each of several prompts' {
        'a', 'b' | ForEach-Object { Add-Reply $server $_ }
        $session = New-ChatSession
        'one', 'two' | Invoke-ChatStream @service -Session $session | Out-Null
        (Get-Request $server)[1].json.messages.content | Should -Be 'one', 'a', 'two'
        $session.Messages.Content | Should -Be 'one', 'a', 'two', 'b'
    }

    It 'keeps a reply that was stopped, and marks it' {
        Add-Reply $server -Step (Get-Frame 'part'), @{ stall = $true }
        $session = New-ChatSession
        Invoke-ChatStream 'Hi' @service -Session $session | Select-Object -First 1 | Out-Null
        "$($session.Turns[0].Reply) $($session.Turns[0].Status) $($session.Turns[0].IsCut)" | Should -BeExactly 'part Cancelled True'
    }

    It 'goes on with the first of several replies, or with the one that is named' {
        foreach ($choice in 0, 1, 5) {
            Add-Reply $server -Step (Get-Frame 'A' -Index 0), (Get-Frame 'B' -Index 1), (Get-Frame -Finish 'stop' -Index 0), (Get-Frame -Finish 'stop' -Index 1), (Get-Frame -Done)
            $session = New-ChatSession
            Invoke-ChatStream 'Hi' @service -Session $session -Count 2 -SessionChoice $choice | Out-Null
            $session.Turns[0].Reply.Content | Should -BeExactly ('A', 'B', 'A', '', '', 'A')[$choice]
        }
    }

    It 'adds nothing for a request that fails' {
        Add-Reply $server -Status 401 -Body '{}'
        $session = New-ChatSession
        Invoke-ChatStream 'Hi' @service -Session $session -ErrorAction SilentlyContinue
        $session.Turns.Count | Should -Be 0
    }

    It 'lets the command line go before it' {
        Add-Reply $server 'Hi'
        $session = New-ChatSession 'Be brief.' -Provider Demo -Model 'a' -Temperature 1
        Invoke-ChatStream 'Hi' @service -Session $session -Model 'b' -Temperature 0 -SystemPrompt 'Be loud.' | Out-Null
        $json = (Get-Request $server)[0].json
        "$($json.model) $($json.temperature) $($json.messages.content -join '|')" | Should -BeExactly 'b 0 Be loud.|Hi'
        $session.SystemPrompt | Should -BeExactly 'Be brief.'
    }

    It 'sends as many turns as the session allows' {
        1..3 | ForEach-Object { Add-Reply $server "answer $_" }
        $session = New-ChatSession 'Be brief.' -MaxTurns 1
        1..3 | ForEach-Object { Invoke-ChatStream "question $_" @service -Session $session | Out-Null }
        (Get-Request $server)[2].json.messages.content | Should -Be 'Be brief.', 'question 2', 'answer 2', 'question 3'
        $session.Turns.Count | Should -Be 3
    }

    It 'can be counted' {
        Add-Reply $server 'Hello'
        Add-Reply $server -Body '{"data":{"total_tokens":12}}'
        $session = New-ChatSession 'Be brief.' -Provider Moonshot -BaseUri $server.BaseUri
        Invoke-ChatStream 'Hi' -Session $session -ApiKey 'sk-x' | Out-Null
        $count = $session | Measure-ChatTokens -Provider Moonshot -BaseUri $server.BaseUri -ApiKey 'sk-x'
        "$count $($count.Input)" | Should -BeExactly '12 1 turn'
        (Get-Request $server)[1].json.messages.content | Should -Be 'Be brief.', 'Hi', 'Hello'
        { Measure-ChatTokens (New-ChatSession) -Provider Moonshot -ApiKey 'sk-x' } | Should -Throw '*the session has no turns*'
    }

    It 'shows itself as a conversation' {
        Add-Reply $server "Hello`nthere"
        Add-Reply $server -Step (Get-Frame 'part'), @{ stall = $true }
        $session = New-ChatSession 'Be brief.' -BaseUri $server.BaseUri -Model 'm'
        Invoke-ChatStream 'Hi' -Session $session | Out-Null
        Invoke-ChatStream 'More' -Session $session | Select-Object -First 1 | Out-Null
        $lines = ($session | Out-String) -split '\r?\n' | Where-Object { $_ }
        $lines[0] | Should -Match '^Session of \d{4}-\d\d-\d\d \d\d:\d\d: 2 turns, m$'
        $lines[1..7] | Should -Be '  (instructions) Be brief.', '> Hi', '  Hello', '  there', '> More', '  part', '  (cancelled)'
    }
}

Describe 'Export-ChatSession and Import-ChatSession' {
    BeforeEach {
        Clear-LoopbackServer $server
        'Hello', 'Yes' | ForEach-Object { Add-Reply $server $_ }
        $script:session = New-ChatSession 'Be brief.'
        'Hi', 'Really?' | Invoke-ChatStream @service -Session $session | Out-Null
        $script:file = Join-Path $TestDrive "$([guid]::NewGuid()).jsonl"
    }

    It 'bring a conversation back, which can go on' {
        $session | Export-ChatSession $file | Should -BeNullOrEmpty
        $read = Get-Item $file | Import-ChatSession
        $read.Messages.Content | Should -Be $session.Messages.Content
        Add-Reply $server 'Well'
        Invoke-ChatStream 'And?' @service -Session $read | Out-Null
        $read.Turns.Count | Should -Be 3
    }

    It 'find paths from where the session is' {
        Push-Location $TestDrive
        try {
            ($session | Export-ChatSession 'here.jsonl' -PassThru).FullName | Should -BeExactly (Join-Path $TestDrive 'here.jsonl')
            (Import-ChatSession 'her*.jsonl').Turns.Count | Should -Be 2
        }
        finally { Pop-Location }
    }

    It 'take names with brackets as they stand, from Get-ChildItem too' {
        $odd = Join-Path $TestDrive 'chat [1].jsonl'
        $session | Export-ChatSession -LiteralPath $odd
        (Get-ChildItem -LiteralPath $odd | Import-ChatSession).Id | Should -BeExactly $session.Id
        (Get-Item -LiteralPath $odd | Select-Object FullName | Import-ChatSession).Id | Should -BeExactly $session.Id
        (Import-ChatSession -LiteralPath $odd).Id | Should -BeExactly $session.Id
        (Import-ChatSession (Join-Path $TestDrive 'chat [[]1].jsonl')).Id | Should -BeExactly $session.Id
        { Import-ChatSession $odd -ErrorAction Stop } | Should -Throw -ErrorId 'FileNotFound,StreamPS.Commands.ImportChatSessionCommand'
    }

    It 'append new turns' {
        $session | Export-ChatSession $file -Append
        Add-Reply $server 'Well'
        Invoke-ChatStream 'And?' @service -Session $session | Out-Null
        $session | Export-ChatSession $file -Append
        @(Get-Content $file).Count | Should -Be 4
    }

    It 'leave out a last line that was cut, with a warning' {
        $session | Export-ChatSession $file
        $text = [System.IO.File]::ReadAllText($file)
        [System.IO.File]::WriteAllText($file, $text.Substring(0, $text.Length - 9))
        $read = Import-ChatSession $file -WarningVariable warnings -WarningAction SilentlyContinue
        $read.Turns.Count | Should -Be 1
        "$warnings" | Should -BeLike 'The last line of * was cut*'
    }

    It 'write Markdown' {
        $page = [System.IO.Path]::ChangeExtension($file, 'md')
        $session | Export-ChatSession $page
        [System.IO.File]::ReadAllText($page) | Should -Match '(?s)^# Chat of .*> Be brief\.\n\n## You\n\nHi\n\n## test-model\n\nHello\n'
    }

    It 'do nothing with -WhatIf, and leave a file alone with -NoClobber' {
        $session | Export-ChatSession $file -WhatIf
        Test-Path $file | Should -BeFalse
        Set-Content $file 'mine'
        $session | Export-ChatSession $file -NoClobber -ErrorAction SilentlyContinue -ErrorVariable failure
        $failure[0].FullyQualifiedErrorId | Should -BeExactly 'SessionNotWritable,StreamPS.Commands.ExportChatSessionCommand'
        Get-Content $file | Should -BeExactly 'mine'
    }

    It 'say what is wrong: <what>' -ForEach @(
        @{ what = 'a file that is not there'; run = { Import-ChatSession (Join-Path $TestDrive 'none.jsonl') }; id = 'FileNotFound,StreamPS.Commands.ImportChatSessionCommand' }
        @{ what = 'a file of something else'; run = { Import-ChatSession (Join-Path $PSScriptRoot 'Session.psm1') }; id = 'FileNotReadable,StreamPS.Commands.ImportChatSessionCommand' }
        @{ what = 'a folder'; run = { Import-ChatSession $TestDrive }; id = 'FileNotReadable,StreamPS.Commands.ImportChatSessionCommand' }
        @{ what = 'a place that can not be written'; run = { $session | Export-ChatSession (Join-Path $PSScriptRoot 'Session.psm1/x.jsonl') }; id = 'SessionNotWritable,StreamPS.Commands.ExportChatSessionCommand' }
        @{ what = 'Markdown that is appended to'; run = { $session | Export-ChatSession (Join-Path $TestDrive 'a.md') -Append }; id = 'InvalidRequest,StreamPS.Commands.ExportChatSessionCommand' }
        @{ what = 'a file of another session'; run = { $session | Export-ChatSession $file; New-ChatSession | Export-ChatSession $file -Append }; id = 'FileNotReadable,StreamPS.Commands.ExportChatSessionCommand' }
    ) {
        & $run -ErrorAction SilentlyContinue 2>$null
        $Error[0].FullyQualifiedErrorId | Should -BeExactly $id
    }

    It 'say that the disk is full, and leave the session as it is' -Skip:(-not (Test-Path /dev/full)) {
        Add-Reply $server 'b'
        $session = New-ChatSession
        Invoke-ChatStream 'a' @service -Session $session | Out-Null
        { $session | Export-ChatSession -Path /dev/full -ErrorAction Stop } | Should -Throw 'No space left*' -ErrorId 'SessionNotWritable,*'
        $session.Turns.Count | Should -Be 1
    }

    It 'write what a link leads to, and leave the link' -Skip:($IsWindows -or $PSVersionTable.PSEdition -eq 'Desktop') {
        $target = Join-Path $TestDrive 'target.jsonl'
        $link = Join-Path $TestDrive 'link.jsonl'
        Set-Content $target ''
        [void](New-Item -ItemType SymbolicLink -Path $link -Target $target)
        New-ChatSession | Export-ChatSession -Path $link -Markdown
        (Get-Item $link).LinkType | Should -BeExactly 'SymbolicLink'
        Get-Content $target -Raw | Should -Match '^# Chat of'
    }

    It 'keep files to their user' -Skip:($IsWindows -or $PSVersionTable.PSEdition -eq 'Desktop') {
        $session | Export-ChatSession $file
        (Get-Item $file).UnixMode | Should -BeExactly '-rw-------'
    }
}
