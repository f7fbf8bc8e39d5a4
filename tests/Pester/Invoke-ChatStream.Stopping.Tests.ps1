BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../out/StreamPS') -Force
    Import-Module (Join-Path $PSScriptRoot 'LoopbackServer.psm1') -Force
    Import-Module (Join-Path $PSScriptRoot 'Session.psm1') -Force
    $script:server = Start-LoopbackServer
    $script:service = @{ BaseUri = $server.BaseUri }
    # How long anything may take before the test fails instead of hanging.
    $script:limit = [timespan]'00:00:10'

    # Deltas without an end: only a client that hangs up ends such a request.
    function Add-EndlessReply { Add-Reply $server -Step ((1..5 | ForEach-Object { Get-Frame "$_ " }) -join ''), @{ stall = $true } }

    function Get-UnixMilliseconds {
        [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseSingularNouns', '', Justification = 'That is the name of the unit.')]
        param()

        ([datetimeoffset]::UtcNow - [datetimeoffset]::FromUnixTimeSeconds(0)).TotalMilliseconds
    }
}

AfterAll { Stop-LoopbackServer $server }

Describe 'A pipeline that has enough' {
    BeforeEach {
        Clear-LoopbackServer $server
        Add-EndlessReply
    }

    It 'closes the connection within 200 ms of Select-Object -First' {
        $deltas = Invoke-ChatStream 'Count' @service | ForEach-Object { $script:lastAt = Get-UnixMilliseconds; $_ } | Select-Object -First 3
        $request = Wait-RequestEnd $server

        $deltas -join '' | Should -BeExactly '1 2 3 '
        $request.end | Should -BeExactly 'ClientClosed'
        $request.endedAt - $lastAt | Should -BeLessThan 200
    }

    It 'closes it at once also when commands further down take their time to end' {
        $ended = Invoke-ChatStream 'Count' @service | Select-Object -First 3 | & {
            process { $script:lastAt = Get-UnixMilliseconds }
            # As long as this waits the pipeline isn't over, but the server has to see the close now.
            end { Wait-RequestEnd $server }
        }
        $ended.end | Should -BeExactly 'ClientClosed'
        $ended.endedAt - $lastAt | Should -BeLessThan 200
    }

    It 'closes it on break out of a loop' {
        foreach ($round in 1) {
            Invoke-ChatStream 'Count' @service -CompletionVariable script:reply | ForEach-Object { if ($_.Sequence -eq 1) { break } }
        }
        (Wait-RequestEnd $server).end | Should -BeExactly 'ClientClosed'
        "$($reply.Status): $($reply.Text)" | Should -BeExactly 'Cancelled: 1 2 '
    }

    It 'closes it on the user''s own OperationCanceledException, and does not take that for a stop' {
        { Invoke-ChatStream 'Count' @service | ForEach-Object { throw [System.OperationCanceledException]::new('enough') } } | Should -Throw 'enough'
        (Wait-RequestEnd $server).end | Should -BeExactly 'ClientClosed'
    }

    It 'closes it on throw, and the error is the user''s own' {
        $record = $null
        try { Invoke-ChatStream 'Count' @service -CompletionVariable reply | ForEach-Object { throw 'I mind' } }
        catch { $record = $_ }

        $record.FullyQualifiedErrorId | Should -BeExactly 'I mind'
        $record.Exception | Should -BeOfType 'System.Management.Automation.RuntimeException'
        $record.Exception.Message | Should -BeExactly 'I mind'
        (Wait-RequestEnd $server).end | Should -BeExactly 'ClientClosed'
        "$($reply.Status): $($reply.Text)" | Should -BeExactly 'Cancelled: 1 '
    }

    It 'leaves the user''s own error alone also when the completion variable cannot be written' {
        [int]$typed = 1
        $record = $null
        try { Invoke-ChatStream 'Count' @service -CompletionVariable typed | ForEach-Object { throw 'I mind' } }
        catch { $record = $_ }
        $typed | Should -Be 1
        $record.FullyQualifiedErrorId | Should -BeExactly 'I mind'
    }

    It 'leaves a ChatException of the user''s untouched' {
        $record = $null
        try { Invoke-ChatStream 'Count' @service | ForEach-Object { throw [StreamPS.ChatInputException]::new('InvalidRequest', 'mine', $null) } }
        catch { $record = $_ }
        $record.Exception.Message | Should -BeExactly 'mine'
        $record.FullyQualifiedErrorId | Should -BeExactly 'mine'
    }

    It 'closes it on an error that -ErrorAction Stop makes terminating further down' {
        $record = $null
        try { Invoke-ChatStream 'Count' @service | ForEach-Object { Write-Error -Message 'I mind' -ErrorId 'Mine' -ErrorAction Stop } }
        catch { $record = $_ }

        $record.FullyQualifiedErrorId | Should -BeExactly 'Mine'
        (Wait-RequestEnd $server).end | Should -BeExactly 'ClientClosed'
    }

    It 'does not ask the prompts that follow' {
        Invoke-ChatStream 'a', 'b' @service | Select-Object -First 2 | Out-Null
        (Wait-RequestEnd $server).end | Should -BeExactly 'ClientClosed'
        @(Get-Request $server).Count | Should -Be 1
    }

    It 'writes no error' {
        $failure = @()
        Invoke-ChatStream 'Count' @service -ErrorVariable failure | Select-Object -First 3 | Out-Null
        $failure | Should -BeNullOrEmpty
    }
}

Describe 'Stopping a pipeline' {
    BeforeEach { Clear-LoopbackServer $server }

    It 'takes less than 500 ms <When>, writes no error, closes the connection and keeps what had arrived' -ForEach @(
        @{ When = 'while the service is silent before its headers'; Text = '' }
        @{ When = 'in a stall'; Text = '1 2 3 4 5 ' }
    ) {
        if ($Text) { Add-EndlessReply } else { Add-Reply $server -Option @{ stallBeforeHeaders = $true } }
        $session = Start-Session "Invoke-ChatStream 'Count' -BaseUri '$($server.BaseUri)' -CompletionVariable reply"
        try {
            Wait-Request $server | Out-Null
            if ($Text) { Wait-SessionOutput $session 5 }
            $stopAt = Get-UnixMilliseconds
            Stop-Session $session | Should -BeLessThan 500
            $request = Wait-RequestEnd $server

            $request.end | Should -BeExactly 'ClientClosed'
            $request.endedAt - $stopAt | Should -BeLessThan 500
            "$($session.PowerShell.InvocationStateInfo.State)" | Should -BeExactly 'Stopped'
            $session.PowerShell.Streams.Error.Count | Should -Be 0
            $session.Output -join '' | Should -BeExactly $Text
            $reply = $session.PowerShell.Runspace.SessionStateProxy.GetVariable('reply')
            "$($reply.Status): $($reply.Text)" | Should -BeExactly "Cancelled: $Text"
        }
        finally { Close-Session $session }
    }

    It 'takes less than 500 ms in full flow' {
        Add-Reply $server -Option @{ bulk = @{ count = 2000000 } }
        $flowing = [System.Threading.ManualResetEventSlim]::new()
        $session = Start-Session "Invoke-ChatStream 'Count' -BaseUri '$($server.BaseUri)' -CompletionVariable reply | ForEach-Object { if (`$_.Sequence -eq 1001) { `$shared.Set() } }" -Shared $flowing
        try {
            $flowing.Wait($limit) | Should -BeTrue -Because 'a thousand deltas should have come'
            Stop-Session $session | Should -BeLessThan 500

            (Wait-RequestEnd $server).end | Should -BeExactly 'ClientClosed'
            $session.PowerShell.Streams.Error.Count | Should -Be 0
            $reply = $session.PowerShell.Runspace.SessionStateProxy.GetVariable('reply')
            "$($reply.Status)" | Should -BeExactly 'Cancelled'
            $reply.Text.Length | Should -BeGreaterThan 4000
        }
        finally { Close-Session $session }
    }

    It 'leaves the session in order: the next call works' {
        Add-EndlessReply
        $session = Start-Session "Invoke-ChatStream 'Count' -BaseUri '$($server.BaseUri)'"
        try {
            Wait-SessionOutput $session 5
            Stop-Session $session | Out-Null

            Add-Reply $server 'Hello'
            $session.PowerShell.Commands.Clear()
            $session.PowerShell.AddScript("Invoke-ChatStream 'Hi' -BaseUri '$($server.BaseUri)'").Invoke() -join '' | Should -BeExactly 'Hello'
        }
        finally { Close-Session $session }
    }

    It 'asks no further prompt' {
        Add-EndlessReply
        $session = Start-Session "Invoke-ChatStream 'a', 'b' -BaseUri '$($server.BaseUri)'"
        try {
            Wait-SessionOutput $session 5
            Stop-Session $session | Out-Null
            @(Get-Request $server).Count | Should -Be 1
        }
        finally { Close-Session $session }
    }

    It 'by Ctrl+C ends the call, and what stands after finally still runs' {
        if ($env:OS -eq 'Windows_NT') { Set-ItResult -Skipped -Because 'Windows has no signal that one process can send another as Ctrl+C' }

        Add-EndlessReply
        $marker = Join-Path $TestDrive 'finally.txt'
        $script = Join-Path $TestDrive 'interrupted.ps1'
        Set-Content -Path $script -Value @"
            Import-Module '$((Get-Module StreamPS).Path)'
            try { Invoke-ChatStream 'Count' -BaseUri '$($server.BaseUri)' -CompletionVariable reply | ForEach-Object { if (`$_.Sequence -eq 4) { [Console]::WriteLine('read') } } }
            finally { Set-Content -Path '$marker' -NoNewline -Value "`$(`$reply.Status): `$(`$reply.Text)" }
"@
        $start = [System.Diagnostics.ProcessStartInfo]::new((Get-Process -Id $PID).Path, "-NoProfile -File `"$script`"")
        $start.UseShellExecute = $false
        $start.RedirectStandardOutput = $true
        $process = [System.Diagnostics.Process]::Start($start)
        try {
            # Until the deltas have been read there would be no text to keep.
            $line = $process.StandardOutput.ReadLineAsync()
            $line.Wait($limit) | Should -BeTrue -Because 'five deltas should have come'
            $line.Result | Should -BeExactly 'read'
            sh -c "kill -INT $($process.Id)"
            $request = Wait-RequestEnd $server
            $request.end | Should -BeExactly 'ClientClosed'
            $process.WaitForExit(10000) | Should -BeTrue
            Get-Content $marker -Raw | Should -BeExactly 'Cancelled: 1 2 3 4 5 '
        }
        finally { if (-not $process.HasExited) { $process.Kill() } }
    }
}

Describe 'A consumer that sleeps' {
    BeforeEach { Clear-LoopbackServer $server }

    It 'holds the service up: what it can send stops growing' {
        Add-Reply $server -Option @{ bulk = @{ count = 1000000 } }
        $consumer = @{ Asleep = [System.Threading.ManualResetEventSlim]::new(); Alarm = [System.Threading.ManualResetEventSlim]::new() }
        $session = Start-Session "Invoke-ChatStream 'Count' -BaseUri '$($server.BaseUri)' | ForEach-Object { if (`$_.Sequence -eq 10) { `$shared.Asleep.Set(); `$shared.Alarm.Wait() } }" -Shared $consumer
        try {
            $consumer.Asleep.Wait($limit) | Should -BeTrue -Because 'ten deltas should have come'
            $sent = (Wait-RequestBlocked $server).bytesWritten
            $sent | Should -BeGreaterThan 0
            # The whole reply has some 140 MB; buffers of sockets on both ends have a few.
            $sent | Should -BeLessThan 20MB

            $consumer.Alarm.Set()
            Wait-RequestWritten $server -Over $sent | Out-Null
        }
        finally {
            $consumer.Alarm.Set()
            Close-Session $session
            $consumer.Values | ForEach-Object Dispose
        }
    }
}
