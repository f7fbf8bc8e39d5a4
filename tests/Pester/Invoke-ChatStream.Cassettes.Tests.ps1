BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../out/StreamPS') -Force
    Import-Module (Join-Path $PSScriptRoot 'LoopbackServer.psm1') -Force
    Import-Module (Join-Path $PSScriptRoot 'Session.psm1') -Force
    $script:server = Start-LoopbackServer
    $script:service = @{ BaseUri = $server.BaseUri; Model = 'm' }
    $script:command = 'StreamPS.Commands.InvokeChatStreamCommand'
    $script:key = 'sk-cassette-0123456789'

    function Get-Failure([scriptblock] $Script) {
        try { & $Script | Out-Null } catch { return $_ }
        throw 'It did not fail.'
    }
}

AfterAll { Stop-LoopbackServer $server }

Describe 'A cassette' {
    BeforeEach {
        Clear-LoopbackServer $server
        Push-Location $TestDrive
        Get-ChildItem $TestDrive | Remove-Item -Recurse -Force
    }

    AfterEach { Pop-Location }

    It 'answers in the place of the service that it was recorded with, without naming it' {
        Add-Reply $server 'Hel', 'lo'
        $recorded = Invoke-ChatStream 'Hi' @service -RecordPath hi.jsonl
        $replayed = Invoke-ChatStream 'Hi' -ReplayPath hi.jsonl -ReplaySpeed 0 -CompletionVariable reply

        $replayed -join '|' | Should -BeExactly ($recorded -join '|')
        "$($reply.Status) $($reply.Provider) $($reply.Model)" | Should -BeExactly 'Complete Custom test-model'
        @(Get-Request $server).Count | Should -Be 1
    }

    It 'is looked for from the current location and on PowerShell drives' {
        Add-Reply $server 'Hello'
        New-Item sub -ItemType Directory | Set-Location
        Invoke-ChatStream 'Hi' @service -RecordPath ../a.jsonl | Out-Null
        Set-Location ..
        Test-Path a.jsonl | Should -BeTrue
        (Invoke-ChatStream 'Hi' -ReplayPath TestDrive:/a.jsonl -ReplaySpeed 0) -join '' | Should -BeExactly 'Hello'
        (Invoke-ChatStream 'Hi' -ReplayPath (Get-Item a.jsonl) -ReplaySpeed 0) -join '' | Should -BeExactly 'Hello'
    }

    It 'may have a name with brackets, and a folder that is not there yet' {
        Add-Reply $server 'Hello'
        Invoke-ChatStream 'Hi' @service -RecordPath 'new/a[1].jsonl' | Out-Null
        Test-Path -LiteralPath 'new/a[1].jsonl' | Should -BeTrue
        (Invoke-ChatStream 'Hi' -ReplayPath 'new/a[1].jsonl' -ReplaySpeed 0) -join '' | Should -BeExactly 'Hello'
    }

    It 'goes on with each command, and has no key in it' {
        foreach ($word in 'One', 'Two') {
            Add-Reply $server "$word, $key"
            Invoke-ChatStream $word @service -ApiKey $key -RecordPath loop.jsonl | Out-Null
        }

        $text = Get-Content loop.jsonl -Raw
        $text | Should -Not -Match $key
        (Invoke-ChatStream 'Two' -ReplayPath loop.jsonl -ReplaySpeed 0) -join '' | Should -BeExactly 'Two, ****'
        (Invoke-ChatStream 'One' -ReplayPath loop.jsonl -ReplaySpeed 0) -join '' | Should -BeExactly 'One, ****'
    }

    It 'has the prompts of a pipeline, also of several at once' {
        1..6 | ForEach-Object { Add-Reply $server "n$_" }
        $recorded = 1..6 | Invoke-ChatCompletion @service -ThrottleLimit 6 -RecordPath many.jsonl
        $replayed = 6..1 | Invoke-ChatCompletion -ReplayPath many.jsonl -ReplaySpeed 0 -ThrottleLimit 3

        $expected = $recorded | Sort-Object { "$($_.Prompt)" } | ForEach-Object { "$($_.Prompt)=$($_.Text)" }
        ($replayed | Sort-Object { "$($_.Prompt)" } | ForEach-Object { "$($_.Prompt)=$($_.Text)" }) | Should -Be $expected
        @(Get-Request $server).Count | Should -Be 6
    }

    It 'has the rounds of tools' {
        Add-Reply $server -Step (Get-Frame -ToolCall @{ index = 0; id = 'c1'; type = 'function'; function = @{ name = 'Get-Twice'; arguments = '{"Number":21}' } }), (Get-Frame -Finish 'tool_calls'), (Get-Frame -Done)
        Add-Reply $server 'It is 42.'
        $tool = New-ChatTool -Name Get-Twice -Description 'Twice a number.' -ScriptBlock { param([int] $Number) 2 * $Number }
        Invoke-ChatStream 'Twice 21?' @service -Tool $tool -ToolMode Auto -RecordPath tools.jsonl | Out-Null
        $reply = Invoke-ChatCompletion 'Twice 21?' -Tool $tool -ToolMode Auto -ReplayPath tools.jsonl -ReplaySpeed 0

        "$reply" | Should -BeExactly 'It is 42.'
        $reply.Messages.Role -join ',' | Should -BeExactly 'User,Assistant,Tool'
    }

    It 'has the turns of a session' {
        'one', 'two' | ForEach-Object { Add-Reply $server $_ }
        $session = New-ChatSession
        'a', 'b' | Invoke-ChatStream -Session $session @service -RecordPath talk.jsonl | Out-Null

        $again = New-ChatSession
        ('a', 'b' | Invoke-ChatStream -Session $again -ReplayPath talk.jsonl -ReplaySpeed 0) -join '' | Should -BeExactly 'onetwo'
        $again.Turns.Count | Should -Be 2
    }

    It 'has retries and continuations, whose waits pass with -ReplaySpeed' {
        Add-Reply $server -Status 503 -Body '{"error":{"message":"Busy"}}' -Header @{ 'retry-after-ms' = '1' }
        Add-Reply $server -Step (Get-Frame 'The quick'), @{ close = $true }
        Add-Reply $server ' fox'
        Invoke-ChatStream 'Hi' @service -Resume -RecordPath cut.jsonl -CompletionVariable recorded | Out-Null
        (Get-Content cut.jsonl -Raw).Replace('"retry-after-ms":"1"', '"Retry-After":"50"') | Set-Content cut.jsonl -NoNewline
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        $reply = Invoke-ChatCompletion 'Hi' -Resume -ReplayPath cut.jsonl -ReplaySpeed 0

        "$reply" | Should -BeExactly "$recorded"
        "$($reply.RetryCount) $($reply.ResumeCount)" | Should -BeExactly '1 1'
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 20
    }

    It 'breaks where the recorded stream broke' {
        Add-Reply $server -Step (Get-Frame 'part'), @{ reset = $true }
        Invoke-ChatStream 'Hi' @service -RecordPath cut.jsonl -ErrorAction SilentlyContinue | Out-Null
        Invoke-ChatStream 'Hi' -ReplayPath cut.jsonl -ErrorAction SilentlyContinue -ErrorVariable failure | Out-Null

        $failure[0].FullyQualifiedErrorId | Should -BeExactly "ConnectionLost,$command"
        "$($failure[0].Exception.Completion.Status) $($failure[0].Exception.Completion)" | Should -BeExactly 'Incomplete part'
    }

    It 'needs no key, and asks no vault' {
        $env:MOONSHOT_API_KEY = $key
        try {
            Add-Reply $server 'Hello'
            Invoke-ChatStream 'Hi' -Provider Moonshot -BaseUri $server.BaseUri -RecordPath key.jsonl | Out-Null
        }
        finally { Remove-Item env:MOONSHOT_API_KEY }
        (Invoke-ChatStream 'Hi' -ReplayPath key.jsonl -ReplaySpeed 0) -join '' | Should -BeExactly 'Hello'
        (Invoke-ChatStream 'Hi' -Provider Moonshot -ReplayPath key.jsonl -ReplaySpeed 0) -join '' | Should -BeExactly 'Hello'
    }

    It 'is written line by line, and what was stopped is in it' {
        Add-Reply $server -Step (Get-Frame 'one'), (Get-Frame 'two'), @{ stall = $true }
        Invoke-ChatStream 'Hi' @service -RecordPath stop.jsonl | Select-Object -First 2 | Out-Null

        (Get-Content stop.jsonl)[-1] | Should -Match '"how":"Closed"}$'
        (Invoke-ChatStream 'Hi' -ReplayPath stop.jsonl -ReplaySpeed 0 | Select-Object -First 2) -join '' | Should -BeExactly 'onetwo'
        Invoke-ChatStream 'Hi' -ReplayPath stop.jsonl -ReplaySpeed 0 -ErrorAction SilentlyContinue -ErrorVariable failure | Out-Null
        $failure[0].FullyQualifiedErrorId | Should -BeExactly "CassetteMismatch,$command"
    }

    It 'works with commands that do not name it, by $PSDefaultParameterValues' {
        function Get-Answer($Question) { (Invoke-ChatCompletion $Question -Model m).Text }
        Add-Reply $server 'Hello'
        $PSDefaultParameterValues = @{ 'Invoke-Chat*:RecordPath' = 'default.jsonl'; 'Invoke-Chat*:BaseUri' = $server.BaseUri }
        Get-Answer 'Hi' | Should -BeExactly 'Hello'
        $PSDefaultParameterValues = @{ 'Invoke-Chat*:ReplayPath' = 'default.jsonl'; 'Invoke-Chat*:ReplaySpeed' = 0 }
        Get-Answer 'Hi' | Should -BeExactly 'Hello'
        @(Get-Request $server).Count | Should -Be 1
    }
}

Describe 'A request that is not on the cassette' {
    BeforeAll {
        Clear-LoopbackServer $server
        $script:cassette = Join-Path $TestDrive 'hello.jsonl'
        Add-Reply $server 'Hello'
        Invoke-ChatStream 'Hello' @service -Temperature 0.5 -RecordPath $cassette | Out-Null
        $script:file = (Get-Item $cassette).FullName
    }

    It 'is an error that shows in what it differs, and the next prompt is answered' {
        $text = 'Hallo', 'Hello' | Invoke-ChatStream -Temperature 0.5 -ReplayPath $cassette -ReplaySpeed 0 -ErrorAction SilentlyContinue -ErrorVariable failure

        $text -join '' | Should -BeExactly 'Hello'
        @($failure).Count | Should -Be 1
        $failure[0].FullyQualifiedErrorId | Should -BeExactly "CassetteMismatch,$command"
        $failure[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $failure[0].TargetObject | Should -BeExactly 'Hallo'
        $failure[0].Exception.Message | Should -BeExactly "The cassette '$file' has no answer to this request: in the one that was recorded (line 2), messages[0].content was 'Hello', and now it's 'Hallo'."
        $failure[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }

    It 'is answered all the same with -ReplayMatch Order, once' {
        $text = 'Hallo', 'Salut' | Invoke-ChatStream -ReplayMatch Order -ReplayPath $cassette -ReplaySpeed 0 -ErrorAction SilentlyContinue -ErrorVariable failure

        $text -join '' | Should -BeExactly 'Hello'
        $failure[0].Exception.Message | Should -BeExactly "The cassette '$file' has no answer to this request: all 1 answers have been given."
    }
}

Describe 'What can not be recorded or replayed' {
    BeforeEach {
        Clear-LoopbackServer $server
        Push-Location $TestDrive
        Get-ChildItem $TestDrive | Remove-Item -Recurse -Force
    }

    AfterEach { Pop-Location }

    It '<Name> is <Id>' -ForEach @(
        @{ Name = 'a cassette that is not there'; Id = 'FileNotFound'; Parameters = @{ ReplayPath = 'none.jsonl' } }
        @{ Name = 'a folder to replay'; Id = 'InvalidCassette'; Parameters = @{ ReplayPath = '.' } }
        @{ Name = 'a path that leads to no file'; Id = 'FileNotFound'; Parameters = @{ ReplayPath = 'env:PATH' } }
        @{ Name = 'a drive that is not there'; Id = 'FileNotFound'; Parameters = @{ RecordPath = 'nosuchdrive:/a.jsonl' } }
        @{ Name = 'a folder to record to'; Id = 'CassetteNotWritable'; Parameters = @{ RecordPath = '.' } }
        @{ Name = 'both at once'; Id = 'InvalidRequest'; Parameters = @{ RecordPath = 'a.jsonl'; ReplayPath = 'a.jsonl' } }
        @{ Name = '-ReplaySpeed without a cassette'; Id = 'InvalidRequest'; Parameters = @{ ReplaySpeed = 0 } }
        @{ Name = '-ReplayMatch without a cassette'; Id = 'InvalidRequest'; Parameters = @{ ReplayMatch = 'Order' } }
        @{ Name = 'a negative speed'; Id = 'ParameterArgumentValidationError'; Parameters = @{ ReplayPath = 'a.jsonl'; ReplaySpeed = -1 } }
        @{ Name = 'a speed that is no number'; Id = 'ParameterArgumentValidationError'; Parameters = @{ ReplayPath = 'a.jsonl'; ReplaySpeed = [double]::NaN } }
        @{ Name = 'an empty path'; Id = 'ParameterArgumentValidationError'; Parameters = @{ ReplayPath = '' } }
    ) {
        $failure = Get-Failure { Invoke-ChatStream 'Hi' @service @Parameters }
        $failure.FullyQualifiedErrorId | Should -BeExactly "$Id,$command"
        @(Get-Request $server).Count | Should -Be 0
    }

    It 'a damaged cassette ends the command, with the number of the line' {
        Set-Content bad.jsonl '{"cassette":"StreamPS","version":1}', '{"request":'
        $failure = Get-Failure { Invoke-ChatStream 'Hi' -ReplayPath bad.jsonl }

        $failure.FullyQualifiedErrorId | Should -BeExactly "InvalidCassette,$command"
        $failure.CategoryInfo.Category | Should -Be 'InvalidData'
        $failure.Exception.Message | Should -Match "bad.jsonl' can't be used as a cassette: line 2 isn't JSON, from its byte \d+ on\.$"
    }

    It 'a cassette without a request needs a provider' {
        Set-Content empty.jsonl '{"cassette":"StreamPS","version":1}'
        (Get-Failure { Invoke-ChatStream 'Hi' -ReplayPath empty.jsonl }).FullyQualifiedErrorId | Should -BeExactly "InvalidCassette,$command"
    }

    It 'a file with something else is left alone' {
        Set-Content diary.txt 'Dear diary,'
        $failure = Get-Failure { Invoke-ChatStream 'Hi' @service -RecordPath diary.txt }

        $failure.FullyQualifiedErrorId | Should -BeExactly "CassetteNotWritable,$command"
        $failure.CategoryInfo.Category | Should -Be 'WriteError'
        Get-Content diary.txt | Should -BeExactly 'Dear diary,'
    }

    It 'a full disk is an error before anything is sent' -Skip:(-not (Test-Path /dev/full)) {
        (Get-Failure { Invoke-ChatStream 'Hi' @service -RecordPath /dev/full }).FullyQualifiedErrorId | Should -BeExactly "CassetteNotWritable,$command"
        @(Get-Request $server).Count | Should -Be 0
    }

    It 'a command that fails before it asks leaves no file, and neither does -WhatIf' {
        Get-Failure { Invoke-ChatStream 'Hi' -Provider NoSuchOne -RecordPath a.jsonl } | Out-Null
        Invoke-ChatStream 'Hi' @service -RecordPath a.jsonl -WhatIf 6>$null | Out-Null
        Test-Path a.jsonl | Should -BeFalse
    }

    It 'a cassette that another command records to is in use, and free when that has ended' {
        Add-Reply $server -Step (Get-Frame 'one'), @{ stall = $true }
        $session = Start-Session -Shared @{ Uri = $server.BaseUri; File = Join-Path $TestDrive busy.jsonl } -Script { Invoke-ChatStream 'Hi' -BaseUri $shared.Uri -RecordPath $shared.File }
        Wait-SessionOutput $session 1
        (Get-Failure { Invoke-ChatStream 'Hi' @service -RecordPath busy.jsonl }).FullyQualifiedErrorId | Should -BeExactly "CassetteNotWritable,$command"
        Stop-Session $session
        Add-Reply $server 'Hello'
        (Invoke-ChatStream 'Hi' @service -RecordPath busy.jsonl) -join '' | Should -BeExactly 'Hello'
    }
}

Describe 'A relay' {
    BeforeEach { Clear-LoopbackServer $server }

    It 'records what it passes on, and serves a cassette to any client' {
        $file = Join-Path $TestDrive 'relay.jsonl'
        Add-Reply $server 'Hel', 'lo'
        $request = @{ Method = 'POST'; ContentType = 'application/json'; Body = '{"message":"Hi"}'; UseBasicParsing = $true }
        $relay = Start-ChatRelay -Port 0 @service -RecordPath $file
        try { $recorded = (Invoke-WebRequest "$($relay.Address)chat" @request).Content } finally { Stop-ChatRelay -Port $relay.Port }
        $relay = Start-ChatRelay -Port 0 -ReplayPath $file -ReplaySpeed 0
        try { 1..2 | ForEach-Object { (Invoke-WebRequest "$($relay.Address)chat" @request).Content | Should -BeExactly $recorded } } finally { Stop-ChatRelay -Port $relay.Port }
        @(Get-Request $server).Count | Should -Be 1
    }
}
