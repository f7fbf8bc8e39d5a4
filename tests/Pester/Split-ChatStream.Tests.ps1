BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../out/StreamPS') -Force
    Import-Module (Join-Path $PSScriptRoot 'LoopbackServer.psm1') -Force
    $script:server = Start-LoopbackServer
    $script:service = @{ BaseUri = $server.BaseUri; MaximumRetryCount = 0 }
    $script:fence = '```'
}

AfterAll { Stop-LoopbackServer $server }

Describe 'Split-ChatStream' {
    BeforeEach { Clear-LoopbackServer $server }

    It 'cuts deltas into <By>' -ForEach @(
        @{ By = 'Line'; Deltas = "on", "e`ntw", "o"; Expected = "one`n", 'two' }
        @{ By = 'Sentence'; Deltas = 'One', '. Tw', 'o.'; Expected = 'One. ', 'Two.' }
        @{ By = 'Paragraph'; Deltas = "One`n", "`nTwo"; Expected = "One`n", "`nTwo" }
        @{ By = 'CodeBlock'; Deltas = "a`n``", '``', "`nx`n``````", "`nb"; Expected = "a`n", "``````n`x`n``````", 'b' }
    ) {
        if ($By -eq 'CodeBlock') { $Expected = "a`n", "$fence`nx`n$fence`n", 'b' }
        Add-Reply $server $Deltas
        $pieces = Invoke-ChatStream 'Go' @service | Split-ChatStream $By
        $pieces | ForEach-Object { "$_" } | Should -Be $Expected
        $pieces[0] | Should -BeOfType ([StreamPS.Commands.ChatPiece])
    }

    It 'writes a piece while the rest still streams' {
        Add-Reply $server -Step (Get-Frame "one`n"), @{ gate = 'rest' }, (Get-Frame 'two'), (Get-Frame -Finish 'stop'), (Get-Frame -Done)
        $lines = Invoke-ChatStream 'Go' @service | Split-ChatStream -By Line | ForEach-Object { Open-Gate $server 'rest'; $_.Content }
        $lines | Should -Be 'one', 'two'
    }

    It 'gives language, code and position of code, of nested and of unclosed fences' {
        Add-Reply $server "Text`n", "$fence", "powershell`nGet-Date`n$fence`n", "````````md`n$fence`nin`n$fence`n````````n", "$fence`nopen"
        $pieces = Invoke-ChatStream 'Go' @service | Split-ChatStream -By CodeBlock
        $code = $pieces | Where-Object { $null -ne $_.Code }
        $code[0].Language, $code[0].Code, $code[0].Start, $code[0].IsClosed | Should -Be 'powershell', "Get-Date`n", 5, $true
        $code[1].Language, $code[1].IsClosed | Should -Be 'md', $false
        $pieces -join '' | Should -BeExactly "Text`n${fence}powershell`nGet-Date`n$fence`n````````md`n$fence`nin`n$fence`n````````n$fence`nopen"
    }

    It 'writes each element of a JSON array as an object' {
        Add-Reply $server -Step (Get-Frame '[{"id": 1}, {"id"'), @{ gate = 'rest' }, (Get-Frame ': 2, "tags": ["a", "b"]}]'), (Get-Frame -Finish 'stop'), (Get-Frame -Done)
        $objects = Invoke-ChatStream 'Go' @service | Split-ChatStream -By Json | ForEach-Object { Open-Gate $server 'rest'; $_ }
        $objects.id | Should -Be 1, 2
        $objects[1].tags | Should -Be 'a', 'b'
    }

    It 'reports what is no JSON, and goes on' {
        $objects = '[1, oops, {"a": 2}]' | Split-ChatStream -By Json -ErrorVariable failures -ErrorAction SilentlyContinue
        $objects[0] | Should -Be 1
        $objects[1].a | Should -Be 2
        @($failures).Count | Should -Be 1
        $failures[0].FullyQualifiedErrorId | Should -BeExactly 'InvalidJson,StreamPS.Commands.SplitChatStreamCommand'
        $failures[0].TargetObject | Should -BeExactly 'oops'
    }

    It 'keeps prompts and choices apart' {
        Add-Reply $server -Step (Get-Frame 'a'), (Get-Frame 'x' -Index 1), (Get-Frame "b`n"), (Get-Frame "y`n" -Index 1), (Get-Frame -Finish 'stop'), (Get-Frame -Finish 'stop' -Index 1), (Get-Frame -Done)
        Add-Reply $server 'second'
        $pieces = 'p', 'q' | Invoke-ChatStream @service | Split-ChatStream Line
        $pieces | ForEach-Object { "$($_.PromptIndex)$($_.Index)$($_.Content)" } | Should -Be '00ab', '01xy', '10second'
    }

    It 'writes the rest after an error' {
        Add-Reply $server -Step (Get-Frame "one`ntw"), @{ reset = $true }
        $pieces = Invoke-ChatStream 'Go' @service -ErrorAction SilentlyContinue | Split-ChatStream Line
        $pieces -join '' | Should -BeExactly "one`ntw"
    }

    It 'takes texts, completions and pieces' {
        Add-Reply $server "one`ntwo"
        $reply = Invoke-ChatCompletion 'Go' @service
        $reply | Split-ChatStream Line | ForEach-Object Content | Should -Be 'one', 'two'
        'a', "b`nc" | Split-ChatStream Line | ForEach-Object Content | Should -Be 'ab', 'c'
        "a. B`nc" | Split-ChatStream Line | Split-ChatStream Sentence | ForEach-Object Content | Should -Be 'a.', "B`nc"
    }

    It 'cuts into paragraphs without being told' {
        "a`n`nb" | Split-ChatStream | ForEach-Object { "$($_.Kind) $($_.Content)" } | Should -Be 'Paragraph a', 'Paragraph b'
    }

    It 'shows pieces as they are' {
        ("one`ntwo" | Split-ChatStream Line | Out-String).Trim() -replace "`r" | Should -BeExactly "one`ntwo"
    }

    It 'refuses <Name>' -ForEach @(
        @{ Name = 'what has no text'; Bad = { Get-Process -Id $PID | Split-ChatStream -ErrorAction Stop }; Id = 'ParameterArgumentTransformationError*' }
        @{ Name = 'a way that is none'; Bad = { 'a' | Split-ChatStream -By Word }; Id = 'CannotConvertArgumentNoMessage*' }
    ) {
        $Bad | Should -Throw -ErrorId $Id
    }
}
