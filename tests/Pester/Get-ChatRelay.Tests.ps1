BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../out/StreamPS') -Force
    function Get-Failure {
        param([scriptblock] $Script)

        try { & $Script | Out-Null } catch { return $_ }
    }
}

AfterAll { if (Get-ChatRelay) { Stop-ChatRelay } }

Describe 'Get-ChatRelay' {
    BeforeAll {
        $script:first = Start-ChatRelay -Port 0 -Provider Demo
        $script:second = Start-ChatRelay -Port 0 -Provider Demo -Model other -AccessToken token
    }

    It 'shows all relays in the order they were started' {
        (Get-ChatRelay).Port | Should -Be $first.Port, $second.Port
        [object]::ReferenceEquals(@(Get-ChatRelay)[0], $first) | Should -BeTrue
    }

    It 'shows those on the ports given, also from the pipeline' {
        (Get-ChatRelay $second.Port).Model | Should -BeExactly 'other'
        (Get-ChatRelay -Port $second.Port, $first.Port).Port | Should -Be $second.Port, $first.Port
        ($second.Port | Get-ChatRelay).Port | Should -Be $second.Port
        ($second | Get-ChatRelay).Port | Should -Be $second.Port
    }

    It 'reports a port without a relay, and goes on' {
        $relays = Get-ChatRelay 1, $first.Port -ErrorVariable failures -ErrorAction SilentlyContinue
        $relays.Port | Should -Be $first.Port
        $failures[0].FullyQualifiedErrorId | Should -BeExactly 'RelayNotFound,StreamPS.Commands.GetChatRelayCommand'
        $failures[0].Exception.Message | Should -BeExactly 'This session has no relay on port 1.'
        "$($failures[0].CategoryInfo.Category)" | Should -BeExactly 'ObjectNotFound'
        $failures[0].TargetObject | Should -Be 1
    }

    It 'refuses what is no port' {
        (Get-Failure { Get-ChatRelay 0 }).FullyQualifiedErrorId | Should -BeExactly 'ParameterArgumentValidationError,StreamPS.Commands.GetChatRelayCommand'
    }

    It 'has a view with the figures' {
        Invoke-RestMethod "$($first)chat" -Method Post -ContentType application/json -Body '{"message":"Hi"}' | Out-Null
        try { Invoke-RestMethod "$($first)nowhere" } catch { $null = $_ }
        $view = ($first | Format-List | Out-String).Replace("`r", '').Trim() -split "`n"
        $view[0..4] | Should -BeExactly @(
            "Address    : http://127.0.0.1:$($first.Port)/"
            'Service    : Demo, model demo'
            'Requests   : 2'
            'Streams    : 0 open, 1 finished, 0 failed, 0 cancelled'
            "Tokens     : 1 in, $($first.CompletionTokens) out")
        $view[5] | Should -BeLike 'Last error : Refused: There is nothing at this path*'
        ($second | Out-String) | Should -Match 'Address +: http://127.0.0.1:\d+/ \(with an access token\)'
        ($first.LastErrors | Out-String) | Should -Match '404 Refused'
    }

    It 'completes ports' {
        (TabExpansion2 'Get-ChatRelay ' 14).CompletionMatches.CompletionText | Should -Be "$($first.Port)", "$($second.Port)"
        (TabExpansion2 "Stop-ChatRelay -Port $($second.Port)" "Stop-ChatRelay -Port $($second.Port)".Length).CompletionMatches.CompletionText | Should -Be "$($second.Port)"
    }
}
