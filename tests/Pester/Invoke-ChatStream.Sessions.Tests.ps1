BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../out/StreamPS') -Force
    Import-Module (Join-Path $PSScriptRoot 'LoopbackServer.psm1') -Force
    $script:server = Start-LoopbackServer
    $script:service = @{ BaseUri = $server.BaseUri }
    $script:modulePath = (Get-Module StreamPS).Path
    $script:uri = $server.BaseUri
}

AfterAll { Stop-LoopbackServer $server }

Describe 'Common parameters' {
    BeforeEach {
        Clear-LoopbackServer $server
        Add-Reply $server 'Hel', 'lo'
    }

    It '-OutVariable collects the deltas' {
        Invoke-ChatStream 'Hi' @service -OutVariable collected | Out-Null
        $collected.Count | Should -Be 3
        $collected -join '' | Should -BeExactly 'Hello'
    }

    It '-PipelineVariable holds the delta that is under way' {
        $output = Invoke-ChatStream 'Hi' @service -PipelineVariable delta | ForEach-Object { $_ } | ForEach-Object { "$($delta.Sequence)=$delta" }
        $output | Should -Be '0=Hel', '1=lo', '2='
    }

    It '-OutBuffer holds deltas back as it says' {
        (Invoke-ChatStream 'Hi' @service -OutBuffer 10) -join '' | Should -BeExactly 'Hello'
    }

    It '-Verbose writes to the verbose stream at most, never among the deltas' {
        Invoke-ChatStream 'Hi' @service -Verbose 4>$null | Should -BeOfType 'StreamPS.ChatDelta'
    }

    It '4>&1 merges what is verbose as records' {
        $output = Invoke-ChatStream 'Hi' @service -Verbose 4>&1
        @($output | Where-Object { $_ -isnot [System.Management.Automation.VerboseRecord] }) -join '' | Should -BeExactly 'Hello'
    }

    It '-ErrorVariable collects, and adds with a plus' {
        Clear-LoopbackServer $server
        Add-Reply $server -Option @{ always = $true; status = 500; steps = @() }
        Invoke-ChatStream 'a' @service -ErrorVariable collected -ErrorAction SilentlyContinue
        Invoke-ChatStream 'b' @service -ErrorVariable +collected -ErrorAction SilentlyContinue
        $collected.TargetObject | Should -Be 'a', 'b'
    }

    It 'work in strict mode' {
        Set-StrictMode -Version Latest
        $output = Invoke-ChatStream 'Hi' @service -CompletionVariable reply | Out-String
        $output | Should -Match 'Hel'
        $reply | Out-String | Should -Match 'Hello'
    }

    It 'take the deltas apart again after Export-Clixml' {
        $file = Join-Path $TestDrive 'deltas.xml'
        Invoke-ChatStream 'Hi' @service | Export-Clixml $file
        (Import-Clixml $file).Content | Should -Be 'Hel', 'lo', $null
    }

    It 'write deltas as JSON' {
        $json = Invoke-ChatStream 'Hi' @service | Select-Object -First 1 -Property Sequence, Content | ConvertTo-Json -Compress
        $json | Should -BeExactly '{"Sequence":0,"Content":"Hel"}'
    }
}

Describe 'Invoke-ChatStream works in' {
    BeforeEach {
        Clear-LoopbackServer $server
        Add-Reply $server -Option @{ always = $true; bulk = @{ count = 3; text = 'ok ' } }
    }

    It 'ForEach-Object -Parallel, several at a time' {
        if ($PSVersionTable.PSVersion.Major -lt 7) { Set-ItResult -Skipped -Because 'ForEach-Object -Parallel came with PowerShell 7' }

        $texts = 1..6 | ForEach-Object -ThrottleLimit 3 -Parallel {
            Import-Module $using:modulePath
            $reply = $null
            (Invoke-ChatStream "prompt $_" -BaseUri $using:uri -CompletionVariable reply) -join ''
            "$($reply.Status) $($reply.Prompt)"
        }
        @($texts -eq 'ok ok ok ').Count | Should -Be 6
        ($texts -like 'Complete prompt *' | Sort-Object) | Should -Be (1..6 | ForEach-Object { "Complete prompt $_" })
        @(Get-Request $server).json.messages.content | Sort-Object | Should -Be (1..6 | ForEach-Object { "prompt $_" })
    }

    It 'Start-ThreadJob' {
        if (-not (Get-Command Start-ThreadJob -ErrorAction Ignore)) { Set-ItResult -Skipped -Because 'the module ThreadJob is missing' }

        $job = Start-ThreadJob {
            Import-Module $using:modulePath
            Invoke-ChatStream 'Hi' -BaseUri $using:uri
        }
        ($job | Receive-Job -Wait -AutoRemoveJob) -join '' | Should -BeExactly 'ok ok ok '
    }

    It 'Start-ThreadJob, until Stop-Job' {
        if (-not (Get-Command Start-ThreadJob -ErrorAction Ignore)) { Set-ItResult -Skipped -Because 'the module ThreadJob is missing' }

        Clear-LoopbackServer $server
        Add-Reply $server -Option @{ always = $false; stallBeforeHeaders = $true }
        $job = Start-ThreadJob {
            Import-Module $using:modulePath
            Invoke-ChatStream 'Hi' -BaseUri $using:uri
        }
        try {
            Wait-Request $server | Out-Null
            Stop-Job $job
            (Wait-RequestEnd $server).end | Should -BeExactly 'ClientClosed'
            $job.State | Should -BeExactly 'Stopped'
        }
        finally { Remove-Job $job -Force }
    }

    It 'Start-Job, whose deltas come back as their properties' {
        $job = Start-Job {
            Import-Module $using:modulePath
            Invoke-ChatStream 'Hi' -BaseUri $using:uri
        }
        $deltas = $job | Receive-Job -Wait -AutoRemoveJob
        $deltas.Content | Should -Be 'ok ', 'ok ', 'ok ', $null
        $deltas.Sequence | Should -Be 0, 1, 2, 3
    }

    It 'a session in Constrained Language' {
        $session = [powershell]::Create([initialsessionstate]::CreateDefault())
        try {
            $session.AddScript("Import-Module '$modulePath'; `$ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'").Invoke() | Out-Null
            $session.Commands.Clear()
            $output = $session.AddScript(@"
                `$message = @{ role = 'system'; content = 'Be brief' }
                `$deltas = 'Hi' | Invoke-ChatStream -BaseUri '$($server.BaseUri)' -Message `$message -ApiKey 'sk-12345678' -Temperature 0.5 -Headers @{ 'X-Title' = 'Test' } -ExtraBody @{ a = @{ b = 1 } } -CompletionVariable reply
                "`$(`$ExecutionContext.SessionState.LanguageMode): `$(`$deltas -join '')`$(`$reply.Status)"
"@).Invoke()
            $session.Streams.Error | Should -BeNullOrEmpty
            $output | Should -BeExactly 'ConstrainedLanguage: ok ok ok Complete'
            (Wait-RequestEnd $server).json.a.b | Should -Be 1
        }
        finally { $session.Dispose() }
    }

    It 'two runspaces that do not learn from each other' {
        Clear-LoopbackServer $server
        Add-Reply $server -Status 400 -Body '{"error":{"message":"Unknown field: stream_options"}}'
        Add-Reply $server
        Add-Reply $server
        Invoke-ChatStream 'Hi' @service | Out-Null
        $session = [powershell]::Create([initialsessionstate]::CreateDefault())
        try { $session.AddScript("Import-Module '$modulePath'; Invoke-ChatStream 'Hi' -BaseUri '$($server.BaseUri)'").Invoke() | Out-Null }
        finally { $session.Dispose() }
        @(Get-Request $server).body -match 'stream_options' | Should -HaveCount 2
    }

    It 'a call within the call of another' {
        $output = Invoke-ChatStream 'outer' @service | Where-Object Content | ForEach-Object { (Invoke-ChatStream 'inner' @service) -join '' }
        $output | Should -Be 'ok ok ok ', 'ok ok ok ', 'ok ok ok '
        @(Get-Request $server).Count | Should -Be 4
    }

    It 'a function with its own parameters, by splatting' {
        function Get-Answer {
            [CmdletBinding()]
            param([Parameter(ValueFromPipeline)] [string] $Question, [string] $Model = 'm')
            process { (Invoke-ChatStream -Prompt $Question -Model $Model @service) -join '' }
        }
        'a', 'b' | Get-Answer -Model 'mine' | Should -Be 'ok ok ok ', 'ok ok ok '
        (Get-Request $server).json.model | Should -Be 'mine', 'mine'
    }
}

Describe 'Fifty calls' {
    BeforeEach { Clear-LoopbackServer $server }

    It 'leave no thread, no runspace and no connection behind, whether they were read to the end or not' {
        function Invoke-Round {
            param([int] $Count)

            foreach ($round in 1..$Count) {
                Add-Reply $server 'Hel', 'lo'
                Invoke-ChatStream 'Hi' @service | Out-Null
                Add-Reply $server -Step (Get-Frame 'Hel'), (Get-Frame 'lo'), @{ stall = $true }
                Invoke-ChatStream 'Hi' @service | Select-Object -First 1 | Out-Null
            }
        }

        # The first calls start what stays: the thread pool, the connection that is kept.
        Invoke-Round 5
        $process = Get-Process -Id $PID
        $threads = $process.Threads.Count
        $runspaces = @(Get-Runspace).Count
        $connections = Get-ConnectionCount $server

        Invoke-Round 25
        @(Get-Runspace).Count | Should -BeLessOrEqual $runspaces
        Wait-ConnectionCount $server -AtMost ([Math]::Max(1, $connections))
        # The pool may have grown by a few; a leak would be fifty.
        $process.Refresh()
        $process.Threads.Count - $threads | Should -BeLessThan 10
    }

    It 'use one connection, one after the other' {
        foreach ($round in 1..10) {
            Add-Reply $server 'Hel', 'lo'
            Invoke-ChatStream 'Hi' @service | Out-Null
        }
        # The end of a body may come after the call that didn't wait for it; then the next call can't have its connection.
        @((Get-Request $server).connectionId | Select-Object -Unique).Count | Should -BeLessOrEqual 3
    }
}
