BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../out/StreamPS') -Force
    $script:part = 'You asked: "Hello". This is the Demo provider of StreamPS: no key, no network, no model. Each piece of this text is'
    $script:whole = (Invoke-ChatCompletion 'Hello' -Provider Demo).Text
    $script:command = 'StreamPS.Commands.InvokeChatStreamCommand'
}

Describe '-Fault <Fault>' -ForEach @(
    @{ Fault = 'Truncate'; Id = 'IncompleteStream'; Category = 'InvalidResult'; Status = 'Incomplete'; Continued = $true }
    @{ Fault = 'Stall'; Id = 'IdleTimeout'; Category = 'OperationTimeout'; Status = 'Incomplete'; Continued = $true }
    @{ Fault = 'Reset'; Id = 'ConnectionLost'; Category = 'ConnectionError'; Status = 'Incomplete'; Continued = $true }
    @{ Fault = 'ErrorFrame'; Id = 'ServiceError'; Category = 'NotSpecified'; Status = 'Failed'; Continued = $true }
    @{ Fault = 'BadFrame'; Id = 'ProtocolError'; Category = 'ProtocolError'; Status = 'Failed'; Continued = $false }
) {
    It 'is <Id>, and what arrived is kept' {
        $text = Invoke-ChatStream 'Hello' -Provider Demo -Fault $Fault -IdleTimeoutSeconds 1 -CompletionVariable reply -ErrorAction SilentlyContinue -ErrorVariable failure

        $text -join '' | Should -BeExactly $part
        @($failure).Count | Should -Be 1
        $failure[0].FullyQualifiedErrorId | Should -BeExactly "$Id,$command"
        $failure[0].CategoryInfo.Category | Should -Be $Category
        "$($reply.Status) $reply" | Should -BeExactly "$Status $part"
    }

    It 'is what a try statement catches' {
        try {
            Invoke-ChatCompletion 'Hello' -Provider Demo -Fault $Fault -IdleTimeoutSeconds 1 -ErrorAction Stop
            throw 'It did not fail.'
        }
        catch [StreamPS.ChatException] {
            "$($_.Exception.Kind) $($_.Exception.Completion)" | Should -BeExactly "$Id $part"
        }
    }

    It 'is mended by -Resume where that is possible: <Continued>' {
        $reply = Invoke-ChatCompletion 'Hello' -Provider Demo -Fault $Fault -IdleTimeoutSeconds 1 -Resume -ErrorAction SilentlyContinue -ErrorVariable failure

        if ($Continued) { "$($reply.ResumeCount) $reply" | Should -BeExactly "1 $whole" }
        else { $failure[0].FullyQualifiedErrorId | Should -BeExactly "$Id,StreamPS.Commands.InvokeChatCompletionCommand" }
    }

    It 'is one prompt''s, and the next has its own' {
        1, 2 | Invoke-ChatStream -Provider Demo -Fault $Fault -IdleTimeoutSeconds 1 -ThrottleLimit 2 -ErrorAction SilentlyContinue -ErrorVariable failure | Out-Null
        @($failure).Count | Should -Be 2
    }
}

Describe '-Fault RateLimit' {
    It 'is RateLimited after the retries, with the time to wait' {
        Invoke-ChatStream 'Hello' -Provider Demo -Fault RateLimit -MaximumRetryCount 1 -ErrorAction SilentlyContinue -ErrorVariable failure | Should -BeNullOrEmpty

        $failure[0].FullyQualifiedErrorId | Should -BeExactly "RateLimited,$command"
        $failure[0].CategoryInfo.Category | Should -Be 'QuotaExceeded'
        $exception = $failure[0].Exception
        "$([int]$exception.StatusCode) $($exception.RetryAfter) $($exception.Completion.RetryCount) $($exception.Completion.Status)" | Should -BeExactly '429 00:00:01 1 Failed'
    }
}

Describe '-Fault' {
    It 'is refused by other providers' {
        { Invoke-ChatStream 'Hello' -BaseUri http://127.0.0.1:1/v1 -Fault Reset } | Should -Throw 'Only the Demo provider fails on demand, and this is Custom.' -ErrorId "InvalidRequest,$command"
    }

    It 'is refused with a cassette in the provider''s place' {
        $file = Join-Path $TestDrive 'demo.jsonl'
        Invoke-ChatStream 'Hello' -Provider Demo -RecordPath $file | Out-Null
        { Invoke-ChatStream 'Hello' -ReplayPath $file -Fault Reset } | Should -Throw -ErrorId "InvalidRequest,$command"
    }

    It 'can be recorded, and fails again when it is replayed' {
        $file = Join-Path $TestDrive 'fault.jsonl'
        Invoke-ChatStream 'Hello' -Provider Demo -Fault Reset -RecordPath $file -ErrorAction SilentlyContinue | Out-Null
        Invoke-ChatStream 'Hello' -ReplayPath $file -ReplaySpeed 0 -ErrorAction SilentlyContinue -ErrorVariable failure | Out-Null
        "$($failure[0].Exception.Kind) $($failure[0].Exception.Completion)" | Should -BeExactly "ConnectionLost $part"
    }

    It 'is one of six' {
        [enum]::GetNames([StreamPS.DemoFault]) -join ' ' | Should -BeExactly 'Truncate Stall Reset RateLimit ErrorFrame BadFrame'
        { Invoke-ChatStream 'Hello' -Provider Demo -Fault Explode } | Should -Throw -ErrorId "CannotConvertArgumentNoMessage,$command"
    }
}
