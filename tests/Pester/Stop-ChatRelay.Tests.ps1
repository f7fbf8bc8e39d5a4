BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../out/StreamPS') -Force
    Import-Module (Join-Path $PSScriptRoot 'LoopbackServer.psm1') -Force
    $script:server = Start-LoopbackServer

    function Get-Failure {
        param([scriptblock] $Script)

        try { & $Script | Out-Null } catch { return $_ }
    }
}

AfterAll {
    if (Get-ChatRelay) { Stop-ChatRelay }
    Stop-LoopbackServer $server
}

Describe 'Stop-ChatRelay' {
    BeforeEach { $script:relays = 1..3 | ForEach-Object { Start-ChatRelay -Port 0 -BaseUri $server.BaseUri } }

    AfterEach { if (Get-ChatRelay) { Stop-ChatRelay } }

    It 'stops all of them' {
        Stop-ChatRelay | Should -BeNullOrEmpty
        Get-ChatRelay | Should -BeNullOrEmpty
        $relays.IsRunning | Should -Be $false, $false, $false
    }

    It 'stops those on the ports given' {
        Stop-ChatRelay $relays[0].Port, $relays[2].Port
        (Get-ChatRelay).Port | Should -Be $relays[1].Port
    }

    It 'stops those from the pipeline' {
        Get-ChatRelay | Select-Object -First 2 | Stop-ChatRelay
        (Get-ChatRelay).Port | Should -Be $relays[2].Port
        $relays[0] | Stop-ChatRelay
    }

    It 'frees the port' {
        Stop-ChatRelay $relays[0].Port
        (Start-ChatRelay $relays[0].Port -Provider Demo).Port | Should -Be $relays[0].Port
    }

    It 'stops nothing with -WhatIf' {
        Stop-ChatRelay -WhatIf
        @(Get-ChatRelay).Count | Should -Be 3
    }

    It 'reports a port without a relay, and stops the others' {
        Stop-ChatRelay 1, $relays[0].Port -ErrorVariable failures -ErrorAction SilentlyContinue
        $failures[0].FullyQualifiedErrorId | Should -BeExactly 'RelayNotFound,StreamPS.Commands.StopChatRelayCommand'
        @(Get-ChatRelay).Count | Should -Be 2
    }

    It 'reports that there is none' {
        Stop-ChatRelay
        $failure = Get-Failure { Stop-ChatRelay -ErrorAction Stop }
        $failure.FullyQualifiedErrorId | Should -BeExactly 'RelayNotFound,StreamPS.Commands.StopChatRelayCommand'
        $failure.Exception.Message | Should -BeExactly 'This session has no relay that runs.'
    }

    It 'refuses what is no relay' {
        (Get-Failure { 'here' | Stop-ChatRelay -ErrorAction Stop }).FullyQualifiedErrorId | Should -BeExactly 'InputObjectNotBound,StreamPS.Commands.StopChatRelayCommand'
        (Get-Failure { Stop-ChatRelay 99999 }).FullyQualifiedErrorId | Should -BeExactly 'ParameterArgumentValidationError,StreamPS.Commands.StopChatRelayCommand'
    }

    It 'closes replies on their way, here and at the service' {
        Clear-LoopbackServer $server
        Add-Reply $server -Step (Get-Frame 'part'), @{ stall = $true }
        $client = New-Object System.Net.Http.HttpClient
        $content = New-Object System.Net.Http.StringContent '{"message":"Hello"}', ([System.Text.Encoding]::UTF8), 'application/json'
        $asking = $client.PostAsync("$($relays[0])chat", $content)
        $request = Wait-Request $server
        Stop-ChatRelay $relays[0].Port
        $text = $asking.GetAwaiter().GetResult().Content.ReadAsStringAsync().GetAwaiter().GetResult()
        $text | Should -BeLike '*data: {"error":"The relay was stopped."}*'
        (Wait-RequestEnd $server $request.Index).end | Should -Be 'clientClosed'
        $relays[0].CancelledStreams | Should -Be 1
        $client.Dispose()
    }
}
