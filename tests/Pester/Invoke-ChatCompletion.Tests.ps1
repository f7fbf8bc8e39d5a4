BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../out/StreamPS') -Force
    Import-Module (Join-Path $PSScriptRoot 'LoopbackServer.psm1') -Force
    $script:server = Start-LoopbackServer
    $script:service = @{ MaximumRetryCount = 0; BaseUri = $server.BaseUri }
}

AfterAll { Stop-LoopbackServer $server }

Describe 'Invoke-ChatCompletion' {
    BeforeEach { Clear-LoopbackServer $server }

    It 'returns one completion, which is its text in strings' {
        Add-Reply $server -Step (Get-Frame -Role), (Get-Frame 'Hel'), (Get-Frame 'lo'), (Get-Frame -Finish 'stop'), (Get-Frame -Usage 3, 2), (Get-Frame -Done)
        $reply = Invoke-ChatCompletion 'Hi' @service

        @($reply).Count | Should -Be 1
        $reply | Should -BeOfType 'StreamPS.ChatCompletion'
        "$reply" | Should -BeExactly 'Hello'
        "$($reply.Status)" | Should -BeExactly 'Complete'
        $reply.Usage.TotalTokens | Should -Be 5
    }

    It 'sends the same request as Invoke-ChatStream' {
        $parameters = @{
            Prompt           = 'Hi'
            Message          = @{ role = 'assistant'; content = 'Hello?' }
            SystemPrompt     = 'Be brief'
            Model            = 'm'
            Temperature      = 0.5
            TopP             = 0.9
            MaxTokens        = 5
            Stop             = 'END'
            Seed             = 1
            Count            = 1
            PresencePenalty  = 0.1
            FrequencyPenalty = 0.2
            ExtraBody        = @{ top_k = 20 }
            Headers          = @{ 'X-Title' = 'Test' }
            ApiKey           = 'sk-12345678'
            TimeoutSec       = 30
        }
        Add-Reply $server
        Add-Reply $server
        Invoke-ChatStream @service @parameters | Out-Null
        Invoke-ChatCompletion @service @parameters | Out-Null

        $requests = Get-Request $server
        $requests[1].body | Should -BeExactly $requests[0].body
        ($requests[1].headers | ConvertTo-Json) | Should -BeExactly ($requests[0].headers | ConvertTo-Json)
    }

    It 'has the parameters of Invoke-ChatStream that are not about deltas' {
        $describe = { "$($_.Key) $($_.Value.ParameterType) $($_.Value.Aliases) $($_.Value.ParameterSets.Keys)" }
        $expected = (Get-Command Invoke-ChatStream).Parameters.GetEnumerator() | Where-Object Key -NotIn 'FlushInterval', 'FlushCount', 'ReadAhead' | ForEach-Object $describe
        (Get-Command Invoke-ChatCompletion).Parameters.GetEnumerator() | ForEach-Object $describe | Should -Be $expected
    }

    It 'returns one completion for each prompt, as soon as each is whole' {
        Add-Reply $server 'one'
        Add-Reply $server 'two'
        $seen = 'a', 'b' | Invoke-ChatCompletion @service | ForEach-Object { "$($_.Prompt)=$_ $(@(Get-Request $server).Count)" }
        $seen | Should -Be 'a=one 1', 'b=two 2'
    }

    It 'returns all replies with -Count' {
        Add-Reply $server -Step (Get-Frame 'A' -Index 0), (Get-Frame 'B' -Index 1), (Get-Frame -Finish 'stop' -Index 0), (Get-Frame -Finish 'length' -Index 1), (Get-Frame -Done)
        $reply = Invoke-ChatCompletion 'Hi' @service -Count 2
        $reply.Choices.Text | Should -Be 'A', 'B'
        "$reply" | Should -BeExactly 'A'
    }

    It 'returns nothing of a reply that broke: it is in the error and in the completion variable' {
        Add-Reply $server -Step (Get-Frame 'Hel')
        $reply = Invoke-ChatCompletion 'Hi' @service -ErrorVariable failure -ErrorAction SilentlyContinue -CompletionVariable kept

        $reply | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -BeExactly 'IncompleteStream,StreamPS.Commands.InvokeChatCompletionCommand'
        $failure[0].Exception.Completion.Text | Should -BeExactly 'Hel'
        "$($kept.Status): $($kept.Text)" | Should -BeExactly 'Incomplete: Hel'
    }

    It 'goes on with the next prompt after one that failed' {
        Add-Reply $server 'one'
        Add-Reply $server -Status 500 -Body '{"error":{"message":"Sorry"}}'
        Add-Reply $server 'three'
        $replies = 'a', 'b', 'c' | Invoke-ChatCompletion @service -ErrorVariable failure -ErrorAction SilentlyContinue

        $replies.Text | Should -Be 'one', 'three'
        $failure.Count | Should -Be 1
        $failure[0].FullyQualifiedErrorId | Should -BeExactly 'ServiceError,StreamPS.Commands.InvokeChatCompletionCommand'
        $failure[0].TargetObject | Should -BeExactly 'b'
    }

    It 'names itself in the errors that end the command' {
        { Invoke-ChatCompletion 'Hi' -Provider 'Nobody' } | Should -Throw -ErrorId 'UnknownProvider,StreamPS.Commands.InvokeChatCompletionCommand'
        { Invoke-ChatCompletion 'Hi' -BaseUri 'localhost:8080' } | Should -Throw -ErrorId 'InvalidRequest,StreamPS.Commands.InvokeChatCompletionCommand'
        { Invoke-ChatCompletion '' @service } | Should -Throw -ErrorId 'ParameterArgumentValidationError,StreamPS.Commands.InvokeChatCompletionCommand'
        { Invoke-ChatCompletion 'Hi' @service -Temperature 3 } | Should -Throw -ErrorId 'ParameterArgumentValidationError,StreamPS.Commands.InvokeChatCompletionCommand'
    }

    It 'sends nothing for an empty pipeline' {
        @() | Invoke-ChatCompletion @service | Should -BeNullOrEmpty
        @(Get-Request $server).Count | Should -Be 0
    }

    It 'fills -CompletionVariable, too' {
        Add-Reply $server 'Hello'
        $reply = Invoke-ChatCompletion 'Hi' @service -CompletionVariable kept
        [object]::ReferenceEquals($reply, $kept) | Should -BeTrue
    }

    It 'sets the completion variable before it writes the completion' {
        Add-Reply $server 'Hello'
        Invoke-ChatCompletion 'Hi' @service -CompletionVariable kept | ForEach-Object { "$kept" } | Should -BeExactly 'Hello'
    }

    It 'goes on with a conversation' {
        Add-Reply $server 'Green'
        Add-Reply $server 'Blue'
        $first = Invoke-ChatCompletion 'Name a colour' @service
        $second = Invoke-ChatCompletion 'Another one' -Message $first.Prompt, $first @service

        "$second" | Should -BeExactly 'Blue'
        $second.Messages.Role -join ', ' | Should -BeExactly 'User, Assistant, User'
        (Wait-RequestEnd $server 1).json.messages.content | Should -Be 'Name a colour', 'Green', 'Another one'
    }

    It 'stops in less than 500 ms, without an error, and the server sees the close' {
        Add-Reply $server -Step (Get-Frame 'Hel'), @{ stall = $true }
        $session = [powershell]::Create([initialsessionstate]::CreateDefault())
        try {
            $call = $session.AddScript("Import-Module '$((Get-Module StreamPS).Path)'; Invoke-ChatCompletion 'Hi' -BaseUri '$($server.BaseUri)'").BeginInvoke()
            Wait-Request $server | Out-Null
            $watch = [System.Diagnostics.Stopwatch]::StartNew()
            $session.Stop()
            $watch.ElapsedMilliseconds | Should -BeLessThan 500
            (Wait-RequestEnd $server).end | Should -BeExactly 'ClientClosed'
            $call.IsCompleted | Should -BeTrue
            $session.Streams.Error.Count | Should -Be 0
        }
        finally { $session.Dispose() }
    }

    It 'works with the Demo provider' {
        $reply = Invoke-ChatCompletion 'Hello' -Provider Demo -MaxTokens 4
        "$reply" | Should -BeExactly 'You asked: "Hello".'
        "$($reply.FinishReason)" | Should -BeExactly 'Length'
    }

    It 'completes -Provider by the Tab key' {
        $line = 'Invoke-ChatCompletion -Provider Dem'
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Be 'Demo'
    }
}
