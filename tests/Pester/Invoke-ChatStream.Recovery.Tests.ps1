BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../out/StreamPS') -Force
    Import-Module (Join-Path $PSScriptRoot 'LoopbackServer.psm1') -Force
    Import-Module (Join-Path $PSScriptRoot 'Session.psm1') -Force
    $script:server = Start-LoopbackServer
    $script:service = @{ BaseUri = $server.BaseUri }

    $script:busy = @{ Status = 503; Body = '{"error":{"message":"Busy"}}' }
    $script:soon = @{ 'retry-after-ms' = '1' }
    $script:cut = @((Get-Frame -Role), (Get-Frame 'The quick'), (Get-Frame ' brown'), @{ close = $true })
    $script:stall = @((Get-Frame 'part'), @{ stall = $true })
}

AfterAll { Stop-LoopbackServer $server }

Describe 'A request that fails before its reply begins' {
    BeforeEach { Clear-LoopbackServer $server }

    It 'is sent again, twice if need be' {
        Add-Reply $server @busy -Header $soon
        Add-Reply $server -Step @{ reset = $true }
        Add-Reply $server 'Hi'

        Invoke-ChatStream 'Hello' @service -RetryIntervalSec 0 -CompletionVariable reply | Join-String | Should -BeExactly 'Hi'
        "$($reply.Status) $($reply.RetryCount)" | Should -BeExactly 'Complete 2'
        $requests = Get-Request $server
        $requests.Count | Should -Be 3
        $requests.body | Select-Object -Unique | Should -HaveCount 1
    }

    It 'is an error after -MaximumRetryCount retries' {
        1..2 | ForEach-Object { Add-Reply $server @busy -Header $soon }
        Invoke-ChatStream 'Hello' @service -MaximumRetryCount 1 -ErrorAction SilentlyContinue -ErrorVariable failure
        @($failure).Count | Should -Be 1
        $failure[0].FullyQualifiedErrorId | Should -BeExactly 'Overloaded,StreamPS.Commands.InvokeChatStreamCommand'
        $failure[0].Exception.IsTransient | Should -BeTrue
        $failure[0].Exception.StatusCode | Should -Be 503
        $failure[0].Exception.Completion.RetryCount | Should -Be 1
    }

    It 'is an error at once when the service asks for more than -MaximumRetryWaitSec' {
        Add-Reply $server @busy -Header @{ 'Retry-After' = '6' }
        Invoke-ChatStream 'Hello' @service -MaximumRetryWaitSec 5 -ErrorAction SilentlyContinue -ErrorVariable failure
        $failure[0].Exception.RetryAfter | Should -Be ([timespan]'00:00:06')
        @(Get-Request $server).Count | Should -Be 1
    }

    It 'shows the wait as progress, and tells of it at once with -Verbose' {
        Add-Reply $server @busy -Header @{ 'Retry-After' = '30' }
        $session = Start-Session -Shared $server.BaseUri -Script {
            $ProgressPreference = 'Continue'
            Invoke-ChatStream 'Hello' -BaseUri $shared -Verbose 4>&1
        }
        # POST, HTTP 503 and the retry: written while the wait goes on.
        Wait-SessionOutput $session 3
        $session.Output[2].Message | Should -BeExactly 'Retry 1 of 2 in 30 s, after Overloaded: Custom answered with an error (HTTP 503): Busy'
        Wait-SessionProgress $session
        $record = $session.PowerShell.Streams.Progress[0]
        "$($record.Activity): $($record.StatusDescription)" | Should -BeExactly 'Invoke-ChatStream: Overloaded: retry 1 follows'
        $record.SecondsRemaining | Should -BeIn 28, 29, 30
        Stop-Session $session | Should -BeLessThan 500
    }

    It 'takes the progress away when the wait is over' {
        Add-Reply $server @busy -Header @{ 'retry-after-ms' = '20' }
        Add-Reply $server 'Hi'
        $session = Start-Session -Shared $server.BaseUri -Script {
            $ProgressPreference = 'Continue'
            Invoke-ChatStream 'Hello' -BaseUri $shared | Out-Null
            'end'
        }
        Wait-SessionOutput $session 1
        $records = @($session.PowerShell.Streams.Progress | Where-Object ActivityId -ne 0)
        if ($records) { $records[-1].RecordType | Should -Be 'Completed' }
    }

    It 'waits together with others of the session' {
        Add-Reply $server @busy -Header @{ 'Retry-After' = '1' }
        1..2 | ForEach-Object { Add-Reply $server 'Hi' }
        Invoke-ChatStream 'one' @service -MaximumRetryCount 0 -ErrorAction SilentlyContinue
        $output = Invoke-ChatStream 'two' @service -Verbose 4>&1
        $output[0].Message | Should -BeLike 'Waiting * s: the service told another request to.'
        $output[-1].Message | Should -BeLike 'Complete*'
    }
}

Describe 'The time limits' {
    BeforeEach { Clear-LoopbackServer $server }

    It 'are errors of their own: <id>' -ForEach @(
        @{ id = 'FirstTokenTimeout'; parameter = @{ FirstTokenTimeoutSeconds = 1 }; steps = @(@{ stall = $true }) }
        @{ id = 'IdleTimeout'; parameter = @{ IdleTimeoutSeconds = 1 }; steps = @("data: {`"choices`":[{`"index`":0,`"delta`":{`"content`":`"part`"}}]}`n`n", @{ stall = $true }) }
        @{ id = 'TimedOut'; parameter = @{ TimeoutSec = 1 }; steps = @("data: {`"choices`":[{`"index`":0,`"delta`":{`"content`":`"part`"}}]}`n`n", @{ stall = $true }) }
    ) {
        Add-Reply $server -Step $steps
        Invoke-ChatStream 'Hello' @service @parameter -ErrorAction SilentlyContinue -ErrorVariable failure | Out-Null
        $failure[0].FullyQualifiedErrorId | Should -BeExactly "$id,StreamPS.Commands.InvokeChatStreamCommand"
        $failure[0].CategoryInfo.Category | Should -Be 'OperationTimeout'
        $failure[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        (Wait-RequestEnd $server).end | Should -BeExactly 'ClientClosed'
        @(Get-Request $server).Count | Should -Be 1
    }

    It 'do not reach the next call' {
        Add-Reply $server -Step @{ stall = $true }
        Add-Reply $server -Step (Get-Frame 'slow'), @{ gate = 'later' }, (Get-Frame -Done)
        Invoke-ChatStream 'Hello' @service -TimeoutSec 1 -ErrorAction SilentlyContinue
        $session = Start-Session -Shared $server.BaseUri -Script { Invoke-ChatStream 'Hello' -BaseUri $shared }
        Wait-SessionOutput $session 1
        Open-Gate $server 'later'
        $session.PowerShell.InvocationStateInfo.State | Should -BeIn 'Running', 'Completed'
        (Wait-RequestEnd $server 1).end | Should -BeExactly 'Completed'
    }
}

Describe '-Resume' {
    BeforeEach { Clear-LoopbackServer $server }

    It 'goes on where a reply was cut, and marks what comes after' {
        Add-Reply $server -Step $cut
        Add-Reply $server 'brown', ' fox'
        $deltas = Invoke-ChatStream 'Tell' @service -Resume -CompletionVariable reply
        $deltas -join '' | Should -BeExactly 'The quick brown fox'
        $deltas.Resumed | Should -Be $false, $false, $true, $true
        $deltas.Sequence | Should -Be 0, 1, 2, 3
        "$($reply.Status) $($reply.ResumeCount) $($reply.Text)" | Should -BeExactly 'Complete 1 The quick brown fox'
        (Get-Request $server)[1].json.messages.content | Should -Be 'Tell', 'The quick brown', 'Continue exactly where your last message stopped. Don''t repeat any of it, and add no introduction.'
    }

    It 'is not done without it' {
        Add-Reply $server -Step $cut
        Invoke-ChatStream 'Tell' @service -ErrorAction SilentlyContinue -ErrorVariable failure | Join-String | Should -BeExactly 'The quick brown'
        $failure[0].FullyQualifiedErrorId | Should -BeExactly 'ConnectionLost,StreamPS.Commands.InvokeChatStreamCommand'
        @(Get-Request $server).Count | Should -Be 1
    }

    It 'stops at -MaximumResumeCount, and says so' {
        1..2 | ForEach-Object { Add-Reply $server -Step (Get-Frame "part $_ "), @{ close = $true } }
        Invoke-ChatStream 'Tell' @service -Resume -MaximumResumeCount 1 -ErrorAction SilentlyContinue -ErrorVariable failure | Join-String | Should -BeExactly 'part 1 part 2 '
        "$($failure[0])" | Should -BeLike '* It was continued 1 times, which is the limit.'
    }

    It 'says why a reply was not continued' {
        Add-Reply $server -Step (Get-Frame -ToolCall @{ index = 0; id = 'a'; type = 'function'; function = @{ name = 'f'; arguments = '{' } }), @{ close = $true }
        Invoke-ChatStream 'Tell' @service -Resume -ErrorAction SilentlyContinue -ErrorVariable failure | Out-Null
        "$($failure[0])" | Should -BeLike '* It wasn''t continued: it has a tool call, which can''t be gone on with.'
    }
}

Describe '-RequireComplete' {
    BeforeEach { Clear-LoopbackServer $server }

    It 'makes the error of a reply that was cut a terminating one, with the text on it' {
        Add-Reply $server -Step $cut
        $failure = { Invoke-ChatStream 'Tell' @service -RequireComplete | Out-Null } | Should -Throw -PassThru
        $failure.FullyQualifiedErrorId | Should -BeExactly 'ConnectionLost,StreamPS.Commands.InvokeChatStreamCommand'
        $failure.Exception.Completion.Text | Should -BeExactly 'The quick brown'
    }

    It 'does so with Invoke-ChatCompletion, and for an error of the service' {
        Add-Reply $server -Status 401 -Body '{"error":{"message":"No"}}'
        { 'a', 'b' | Invoke-ChatCompletion @service -RequireComplete } | Should -Throw -ErrorId 'Unauthorized,StreamPS.Commands.InvokeChatCompletionCommand'
        @(Get-Request $server).Count | Should -Be 1
    }

    It 'ends a script of CI with an exit code' {
        Add-Reply $server -Step $cut
        $module = Join-Path $PSScriptRoot '../../out/StreamPS'
        pwsh -NoProfile -NonInteractive -Command "Import-Module '$module'; Invoke-ChatStream 'Tell' -BaseUri '$($server.BaseUri)' -RequireComplete | Out-Null; 'not reached'" 2>$null | Should -BeNullOrEmpty
        $LASTEXITCODE | Should -Be 1
    }

    It 'changes nothing for a reply that is complete' {
        Add-Reply $server 'Hi'
        Invoke-ChatStream 'Tell' @service -RequireComplete | Join-String | Should -BeExactly 'Hi'
    }
}

Describe 'What the parameters take' {
    BeforeEach { Clear-LoopbackServer $server }

    It 'refuses <name> <value>' -ForEach @(
        @{ name = 'MaximumRetryCount'; value = -1 }
        @{ name = 'MaximumRetryCount'; value = 101 }
        @{ name = 'RetryIntervalSec'; value = -1 }
        @{ name = 'MaximumRetryWaitSec'; value = -1 }
        @{ name = 'ConnectionTimeoutSeconds'; value = -1 }
        @{ name = 'FirstTokenTimeoutSeconds'; value = 3000000 }
        @{ name = 'IdleTimeoutSeconds'; value = -1 }
        @{ name = 'MaximumResumeCount'; value = 0 }
    ) {
        $parameter = @{ $name = $value }
        { Invoke-ChatStream 'Hello' @service @parameter } | Should -Throw -ErrorId 'ParameterArgument*,StreamPS.Commands.InvokeChatStreamCommand'
        @(Get-Request $server).Count | Should -Be 0
    }
}
