BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../out/StreamPS') -Force
    Import-Module (Join-Path $PSScriptRoot 'LoopbackServer.psm1') -Force
    Import-Module (Join-Path $PSScriptRoot 'Settings.psm1') -Force
    $script:saved = Save-UserSetting $TestDrive
    Clear-UserSetting
    $script:server = Start-LoopbackServer

    function Send-Question {
        param($Relay, [string] $Path = 'stream-chat', $Body = @{ message = 'Hello' }, [hashtable] $Headers = @{})

        Invoke-RestMethod "$Relay$Path" -Method Post -ContentType 'application/json' -Body (ConvertTo-Json $Body -Depth 5 -Compress) -Headers $Headers
    }

    function Get-Failure {
        param([scriptblock] $Script)

        try { & $Script | Out-Null } catch { return $_ }
    }
}

AfterAll {
    if (Get-ChatRelay) { Stop-ChatRelay }
    Stop-LoopbackServer $server
    Restore-UserSetting $saved
}

Describe 'Start-ChatRelay' {
    BeforeEach {
        Clear-LoopbackServer $server
        Add-Reply $server -Always -Step (Get-Frame -Role), (Get-Frame 'Hi'), (Get-Frame -Finish 'stop'), (Get-Frame -Usage 3, 4), (Get-Frame -Done)
    }

    AfterEach { if (Get-ChatRelay) { Stop-ChatRelay } }

    It 'serves beside the shell, and writes the relay' {
        $relay = Start-ChatRelay -Port 0 -BaseUri $server.BaseUri -Model kimi
        $relay | Should -BeOfType 'StreamPS.ChatRelay'
        "$relay" | Should -BeExactly "http://127.0.0.1:$($relay.Port)/"
        "$($relay.Provider) $($relay.Model) $($relay.IsRunning) $($relay.NeedsAccessToken) $($relay.Requests)" | Should -BeExactly 'Custom kimi True False 0'
        Send-Question $relay | Should -BeExactly 'Hi'
        "$($relay.Requests) $($relay.FinishedStreams) $($relay.PromptTokens) $($relay.CompletionTokens)" | Should -BeExactly '1 1 3 4'
    }

    It 'listens on port 8089 if none is named' {
        (New-Object StreamPS.ChatRelayOptions).Port | Should -Be 8089
        (Get-Command Start-ChatRelay).ParameterSets[0].Parameters.Where({ $_.Name -eq 'Port' }).Position | Should -Be 0
    }

    It 'starts nothing with -WhatIf' {
        Start-ChatRelay -Provider Demo -WhatIf | Should -BeNullOrEmpty
        Get-ChatRelay | Should -BeNullOrEmpty
    }

    It 'has the options of a request as defaults' {
        $relay = Start-ChatRelay -Port 0 -BaseUri $server.BaseUri -SystemPrompt 'Be kind.' -Temperature 0.5 -TopP 0.9 -MaxTokens 50 -Stop END -Seed 7 -PresencePenalty 1 -FrequencyPenalty -1 -ExtraBody @{ top_k = 3 }
        Send-Question $relay 'chat' @{ message = 'Hello'; model = 'theirs' } | Out-Null
        $asked = (Get-Request $server).Json
        $asked.model | Should -BeExactly 'theirs'
        ConvertTo-Json $asked.messages -Compress | Should -BeExactly '[{"role":"system","content":"Be kind."},{"role":"user","content":"Hello"}]'
        "$($asked.temperature) $($asked.top_p) $($asked.max_tokens) $($asked.stop) $($asked.seed) $($asked.presence_penalty) $($asked.frequency_penalty) $($asked.top_k)" | Should -BeExactly '0.5 0.9 50 END 7 1 -1 3'
    }

    It 'asks the model of -Model whatever a client names' {
        $relay = Start-ChatRelay -Port 0 -BaseUri $server.BaseUri -Model mine
        $reply = Send-Question $relay 'v1/chat/completions' @{ model = 'theirs'; messages = @(@{ role = 'user'; content = 'Hello' }) }
        (Get-Request $server).Json.model | Should -BeExactly 'mine'
        $reply.choices[0].message.content | Should -BeExactly 'Hi'
    }

    It 'takes the model and the sampling of a profile' {
        Set-ChatProvider work -Provider Demo -BaseUri $server.BaseUri -Model kimi -Temperature 0.3
        $relay = Start-ChatRelay -Port 0 -Provider work
        Send-Question $relay | Out-Null
        $asked = (Get-Request $server).Json
        "$($relay.Model) $($asked.model) $($asked.temperature)" | Should -BeExactly 'kimi kimi 0.3'
        Remove-ChatProvider work
    }

    It 'wants the token of -AccessToken, given as <Kind>' -ForEach @(
        @{ Kind = 'text'; Token = { 'secret-token' } }
        @{ Kind = 'a secure string'; Token = { (New-Object System.Net.NetworkCredential '', 'secret-token').SecurePassword } }
        @{ Kind = 'a credential'; Token = { New-Object pscredential 'relay', (New-Object System.Net.NetworkCredential '', 'secret-token').SecurePassword } }
    ) {
        $relay = Start-ChatRelay -Port 0 -BaseUri $server.BaseUri -AccessToken (& $Token)
        $relay.NeedsAccessToken | Should -BeTrue
        (Get-Failure { Send-Question $relay }).Exception.Response.StatusCode | Should -Be 401
        Send-Question $relay -Headers @{ Authorization = 'Bearer secret-token' } | Should -BeExactly 'Hi'
        $relay | Format-List * -Force | Out-String | Should -Not -Match 'secret-token'
    }

    It 'lets pages in that are named' {
        $relay = Start-ChatRelay -Port 0 -BaseUri $server.BaseUri -AllowOrigin https://app.example, http://localhost:5173 -AllowHost chat.example
        Send-Question $relay -Headers @{ Origin = 'http://localhost:5173' } | Should -BeExactly 'Hi'
        (Get-Failure { Send-Question $relay -Headers @{ Origin = 'https://evil.example' } }).Exception.Response.StatusCode | Should -Be 403
    }

    It 'has limits that can be set' {
        $relay = Start-ChatRelay -Port 0 -BaseUri $server.BaseUri -MaxBodySize 30
        Send-Question $relay | Should -BeExactly 'Hi'
        (Get-Failure { Send-Question $relay -Body @{ message = 'x' * 30 } }).Exception.Response.StatusCode | Should -Be 413
    }

    It 'goes on after what it refuses' {
        $relay = Start-ChatRelay -Port 0 -BaseUri $server.BaseUri
        foreach ($path in 'nowhere', 'chat', 'v1/chat/completions') { (Get-Failure { Send-Question $relay $path @{} }).Exception.Response.StatusCode | Should -BeIn 400, 404 }
        Send-Question $relay | Should -BeExactly 'Hi'
        @($relay.LastErrors).Count | Should -Be 3
        "$($relay.LastErrors[0])" | Should -BeLike 'Refused: There is nothing at this path.*'
    }

    It 'collects nothing with -Verbose and -Debug: the command has ended when there is something to tell' {
        $relay = Start-ChatRelay -Port 0 -BaseUri $server.BaseUri -Verbose -Debug 4>$null 5>$null
        Send-Question $relay | Should -BeExactly 'Hi'
    }

    It 'reports a port in use' {
        $relay = Start-ChatRelay -Port 0 -Provider Demo
        $failure = Get-Failure { Start-ChatRelay $relay.Port -Provider Demo }
        $failure.FullyQualifiedErrorId | Should -BeExactly 'PortInUse,StreamPS.Commands.StartChatRelayCommand'
        $failure.Exception.Message | Should -BeExactly "Port $($relay.Port) is in use: another program, or another relay, listens on it."
        "$($failure.CategoryInfo.Category)" | Should -BeExactly 'ResourceExists'
        $failure.TargetObject | Should -BeExactly "http://127.0.0.1:$($relay.Port)"
        $failure.ErrorDetails.RecommendedAction | Should -BeLike 'Give another -Port, or -Port 0 for a free one.*'
        @(Get-ChatRelay).Count | Should -Be 1
    }

    It 'reports <What>' -ForEach @(
        @{ What = 'an address that the machine does not have'; Arguments = @{ Address = '203.0.113.7'; AccessToken = 'token' }; Id = 'AddressUnavailable'; Message = "The relay can't listen on 203.0.113.7:*" }
        @{ What = 'an open address without a token'; Arguments = @{ Address = '0.0.0.0' }; Id = 'AccessTokenMissing'; Message = 'At 0.0.0.0 other machines reach the relay, and would ask at your expense: it needs an access token.' }
        @{ What = 'all origins without a token'; Arguments = @{ AllowOrigin = '*' }; Id = 'AccessTokenMissing'; Message = 'With the origin `* any web page could use the relay, and would ask at your expense: it needs an access token.' }
        @{ What = 'an origin that is none'; Arguments = @{ AllowOrigin = 'app.example' }; Id = 'InvalidRequest'; Message = "'app.example' isn't the origin of a page:*" }
        @{ What = 'a host that is none'; Arguments = @{ AllowHost = 'https://chat.example/' }; Id = 'InvalidRequest'; Message = "'https://chat.example/' isn't the name of a host:*" }
        @{ What = 'a token with a space'; Arguments = @{ AccessToken = 'correct horse' }; Id = 'InvalidRequest'; Message = '*a character that can''t stand in a request*' }
        @{ What = 'a port that is none'; Arguments = @{ Port = 70000 }; Id = 'ParameterArgumentValidationError'; Message = '*70000*' }
        @{ What = 'an address that is none'; Arguments = @{ Address = 'here' }; Id = 'CannotConvertArgumentNoMessage'; Message = '*here*' }
    ) {
        $all = @{ Port = 0; Provider = 'Demo' }
        foreach ($name in $Arguments.Keys) { $all[$name] = $Arguments[$name] }
        $failure = Get-Failure { Start-ChatRelay @all }
        $failure.FullyQualifiedErrorId.Split(',')[0] | Should -BeExactly $Id
        $failure.Exception.Message | Should -BeLike $Message
        Get-ChatRelay | Should -BeNullOrEmpty
    }

    It 'reports a provider without a key at once' {
        (Get-Failure { Start-ChatRelay -Port 0 -Provider Moonshot }).FullyQualifiedErrorId | Should -BeExactly 'ApiKeyMissing,StreamPS.Commands.StartChatRelayCommand'
    }
}

Describe 'A relay with a cassette' {
    BeforeEach { Clear-LoopbackServer $server }
    AfterEach { if (Get-ChatRelay) { Stop-ChatRelay } }

    It 'records what passes, and serves it again without the service' {
        $cassette = Join-Path $TestDrive "$([guid]::NewGuid()).jsonl"
        Add-Reply $server -Step (Get-Frame -Role), (Get-Frame 'Once'), (Get-Frame ' more'), (Get-Frame -Finish 'stop'), (Get-Frame -Usage 3, 4), (Get-Frame -Done)
        $relay = Start-ChatRelay -Port 0 -BaseUri $server.BaseUri -Model kimi -ApiKey 'sk-of-the-relay' -RecordPath $cassette
        Send-Question $relay | Should -BeExactly 'Once more'
        Stop-ChatRelay
        Get-Content $cassette -Raw | Should -Not -Match 'sk-of-the-relay'

        $relay = Start-ChatRelay -Port 0 -ReplayPath $cassette -ReplaySpeed 0
        "$($relay.Provider) $($relay.Model)" | Should -BeExactly 'Custom kimi'
        Send-Question $relay | Should -BeExactly 'Once more'
        Send-Question $relay 'chat' | Should -BeExactly ("data: {`"content`":`"Once`"}`n`ndata: {`"content`":`" more`"}`n`ndata: {`"done`":true,`"tokens`":4}`n`n")
        (Send-Question $relay 'v1/chat/completions' @{ messages = @(@{ role = 'user'; content = 'Hello' }) }).choices[0].message.content | Should -BeExactly 'Once more'
        @(Get-Request $server).Count | Should -Be 1
    }

    It 'answers with an error what is not on it, and goes on serving' {
        $cassette = Join-Path $TestDrive "$([guid]::NewGuid()).jsonl"
        Invoke-ChatCompletion 'Hello' -Provider Demo -MaxTokens 2 -RecordPath $cassette | Out-Null
        $relay = Start-ChatRelay -Port 0 -ReplayPath $cassette -ReplaySpeed 0 -MaxTokens 2
        $failure = Get-Failure { Send-Question $relay -Body @{ message = 'Bye' } }
        [int]$failure.Exception.Response.StatusCode | Should -Be 502
        (ConvertFrom-Json $failure.ErrorDetails.Message).error | Should -Match "messages\[0\]\.content was 'Hello', and now it's 'Bye'\.$"
        Send-Question $relay | Should -BeExactly 'You asked:'
        (Get-ChatRelay).LastErrors.Kind | Should -BeExactly 'CassetteMismatch'
    }

    It 'does not start with a cassette that is <What>' -ForEach @(
        @{ What = 'missing'; Text = $null; Id = 'FileNotFound' }
        @{ What = 'damaged'; Text = '{"cassette":"StreamPS","version":1}' + "`n{]`n"; Id = 'InvalidCassette' }
    ) {
        $cassette = Join-Path $TestDrive "$([guid]::NewGuid()).jsonl"
        if ($Text) { Set-Content $cassette $Text -NoNewline }
        (Get-Failure { Start-ChatRelay -Port 0 -ReplayPath $cassette }).FullyQualifiedErrorId | Should -BeExactly "$Id,StreamPS.Commands.StartChatRelayCommand"
        Get-ChatRelay | Should -BeNullOrEmpty
    }

    It 'passes on the faults of the Demo provider: <_>' -ForEach 'Truncate', 'Reset', 'ErrorFrame', 'BadFrame' {
        $relay = Start-ChatRelay -Port 0 -Provider Demo -Fault $_
        Send-Question $relay 'chat' | Should -Match 'data: \{"content":"You"\}(?s:.*)data: \{"error":"[^"]'
    }
}

Describe 'The relays of a session' {
    It 'end when the module is removed' {
        $module = Join-Path $PSScriptRoot '../../out/StreamPS'
        $relay = Start-ChatRelay -Port 0 -Provider Demo
        Import-Module $module -Force
        (Get-ChatRelay).Port | Should -Be $relay.Port -Because 'a module that is imported again goes on'
        Remove-Module StreamPS
        $relay.IsRunning | Should -BeFalse
        (Get-Failure { Invoke-RestMethod "$relay" }).Exception | Should -Not -BeNullOrEmpty
        Import-Module $module -Force
        Get-ChatRelay | Should -BeNullOrEmpty
    }

    It 'end with their runspace, and others do not see them' {
        $shell = [powershell]::Create()
        $relay = $shell.AddScript("Import-Module '$(Join-Path $PSScriptRoot '../../out/StreamPS')'; Start-ChatRelay -Port 0 -Provider Demo").Invoke()[0]
        $relay.IsRunning | Should -BeTrue
        Get-ChatRelay | Should -BeNullOrEmpty
        $shell.Runspace.Dispose()
        $relay.IsRunning | Should -BeFalse
        $shell.Dispose()
    }

    It 'do not keep the process' {
        $start = [datetime]::UtcNow
        $text = & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -Command "Import-Module '$(Join-Path $PSScriptRoot '../../out/StreamPS')'; (Start-ChatRelay -Port 0 -Provider Demo).IsRunning"
        $text | Should -BeExactly 'True'
        ([datetime]::UtcNow - $start).TotalSeconds | Should -BeLessThan 60
    }
}
