BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../out/StreamPS') -Force
    Import-Module (Join-Path $PSScriptRoot 'LoopbackServer.psm1') -Force
    Import-Module (Join-Path $PSScriptRoot 'Session.psm1') -Force
    $script:server = Start-LoopbackServer
    $script:service = @{ MaximumRetryCount = 0; BaseUri = $server.BaseUri; Model = 'm' }

    function Add-Call {
        param([string] $Name = 'get_weather', [string] $Arguments = '{"City":"Oslo"}', [string] $Id = 'call_1', [int] $Count = 1)
        foreach ($i in 1..$Count) {
            Add-Reply $server -Step (Get-Frame -Role), (Get-Frame -ToolCall @{ index = 0; id = $Id; function = @{ name = $Name; arguments = $Arguments } }), (Get-Frame -Finish 'tool_calls'), (Get-Frame -Usage 10, 3), (Get-Frame -Done)
        }
    }

    # What the model was told about its call.
    function Get-Result {
        (Get-Request $server)[-1].json.messages[-1]
    }

    $script:ran = [System.Collections.Generic.List[object]]::new()
    $script:weather = New-ChatTool -Name get_weather -Description 'The weather.' -ScriptBlock {
        param([Parameter(Mandatory)] [string] $City, [ValidateRange(1, 7)] [int] $Days = 1)
        $ran.Add($City)
        "Rain in $City for $Days"
    }
}

AfterAll { Stop-LoopbackServer $server }

Describe 'Tools of Invoke-ChatStream and Invoke-ChatCompletion' {
    BeforeEach {
        Clear-LoopbackServer $server
        $ran.Clear()
    }

    Context 'Manual' {
        It 'offers the tools and returns the calls, with their arguments as an object' {
            Add-Call
            $reply = Invoke-ChatCompletion 'Hi' @service -Tool $weather
            $reply.ToolCalls[0].Arguments.City | Should -BeExactly 'Oslo'
            "$($reply.ToolCalls) $($reply.FinishReason) $($reply.ToolRounds)" | Should -BeExactly 'get_weather({"City":"Oslo"}) ToolCalls 0'
            $ran | Should -BeNullOrEmpty
            $tool = (Get-Request $server)[0].json.tools[0]
            "$($tool.type) $($tool.function.name) $($tool.function.parameters.required)" | Should -BeExactly 'function get_weather City'
        }

        It 'takes commands and their names for tools' {
            Add-Reply $server
            Invoke-ChatStream 'Hi' @service -Tool Get-Date, (Get-Command Get-Random) | Out-Null
            (Get-Request $server)[0].json.tools.function.name | Should -Be 'Get-Date', 'Get-Random'
        }

        It 'has no arguments of a call whose text is no JSON' {
            Add-Call -Arguments '{"City'
            $null -eq (Invoke-ChatCompletion 'Hi' @service -Tool $weather).ToolCalls[0].Arguments | Should -BeTrue
        }
    }

    Context 'Auto' {
        It 'runs the calls and goes on in the same pipeline, with one numbering' {
            Add-Call
            Add-Reply $server -Step (Get-Frame -Role), (Get-Frame 'It '), (Get-Frame 'rains.'), (Get-Frame -Finish 'stop'), (Get-Frame -Usage 20, 2), (Get-Frame -Done)
            $deltas = Invoke-ChatStream 'Hi' @service -Tool $weather -ToolMode Auto -CompletionVariable completion

            $deltas -join '' | Should -BeExactly 'It rains.'
            $deltas.Sequence | Should -Be (0..($deltas.Count - 1))
            "$($completion.Status) $completion $($completion.ToolRounds) $($completion.Usage)" | Should -BeExactly 'Complete It rains. 1 30 + 5 = 35'
            $completion.Messages.Role | Should -Be 'User', 'Assistant', 'Tool'
            $sent = (Get-Request $server)[1].json.messages
            $sent.role | Should -Be 'user', 'assistant', 'tool'
            "$($sent[1].tool_calls[0].id) $($sent[2].tool_call_id) $($sent[2].content)" | Should -BeExactly 'call_1 call_1 Rain in Oslo for 1'
            (Get-Request $server)[1].json.tools.function.name | Should -BeExactly 'get_weather'
        }

        It 'returns one completion of all rounds' {
            Add-Call -Count 2
            Add-Reply $server 'Rain'
            $reply = @(Invoke-ChatCompletion 'Hi' @service -Tool $weather -ToolMode Auto)
            "$($reply.Count) $($reply[0]) $($reply[0].ToolRounds)" | Should -BeExactly '1 Rain 2'
        }

        It 'runs several calls of one reply one after the other' {
            $calls = foreach ($i in 0, 1) { @{ index = $i; id = "c$i"; function = @{ name = 'get_weather'; arguments = "{`"City`":`"$i`"}" } } }
            Add-Reply $server -Step (Get-Frame -ToolCall $calls[0]), (Get-Frame -ToolCall $calls[1]), (Get-Frame -Finish 'tool_calls'), (Get-Frame -Done)
            Add-Reply $server
            Invoke-ChatStream 'Hi' @service -Tool $weather -ToolMode Auto | Out-Null
            $ran | Should -Be '0', '1'
            (Get-Request $server)[1].json.messages[2, 3].tool_call_id | Should -Be 'c0', 'c1'
        }

        It 'gives the model <Name> as a result' -ForEach @(
            @{ Name = 'texts'; Script = { 'a'; 'b' }; Expected = "a`nb" }
            @{ Name = 'numbers, the same everywhere'; Script = { 1.5; $true }; Expected = "1.5`ntrue" }
            @{ Name = 'a custom object as JSON'; Script = { [pscustomobject]@{ a = 1; b = @('x', $null) } }; Expected = '{"a":1,"b":["x",null]}' }
            @{ Name = 'several hashtables as a list'; Script = { @{ a = 1 }; @{ a = [datetime]'2026-01-02' } }; Expected = '[{"a":1},{"a":"2026-01-02T00:00:00.0000000"}]' }
            @{ Name = 'nothing'; Script = { }; Expected = '(no output)' }
            @{ Name = 'other objects as on the screen'; Script = { [version]'1.2'; [System.Text.StringBuilder]::new('x') | Select-Object -Property Length }; Expected = '["1.2",{"Length":1}]' }
            @{ Name = 'a terminating error'; Script = { 'before'; throw 'broken' }; Expected = "before`nError: broken" }
            @{ Name = 'an error'; Script = { Write-Error 'soft' -ErrorAction Continue; 'after' }; Expected = "after`nError: soft" }
            @{ Name = 'what comes before a break'; Script = { 'a'; break; 'b' }; Expected = 'a' }
        ) {
            Add-Call -Name 'tool' -Arguments ''
            Add-Reply $server
            $tool = New-ChatTool -Name tool -Description d -ScriptBlock $Script
            $after = foreach ($once in 1) { Invoke-ChatStream 'Hi' @service -Tool $tool -ToolMode Auto -CompletionVariable reply | Out-Null; $once }
            (Get-Result).content | Should -BeExactly $Expected
            $reply.Messages[-1].IsError | Should -Be ($Expected -match 'Error: ')
            $after | Should -Be 1
        }

        It 'cuts long output, stops the tool there, and says so' {
            Add-Call -Name 'tool' -Arguments '{}'
            Add-Reply $server
            $tool = New-ChatTool -Name tool -Description d -ScriptBlock { while ($true) { 'x' * 1000 } }
            Invoke-ChatStream 'Hi' @service -Tool $tool -ToolMode Auto | Out-Null
            $result = (Get-Result).content
            $result | Should -BeLike '*[[]The output was cut here: it''s longer than 65536 characters.]'
            $result.Length | Should -BeLessThan 65700
        }

        It 'runs nothing when <Name>, and tells the model' -ForEach @(
            @{ Name = 'an argument is missing'; Call = @{ Arguments = '{}' }; Expected = "The arguments don't fit the tool's parameters:`n/City: is missing" }
            @{ Name = 'an argument has another type'; Call = @{ Arguments = '{"City":5}' }; Expected = "The arguments don't fit the tool's parameters:`n/City: is a number, must be a string" }
            @{ Name = 'an argument is out of range'; Call = @{ Arguments = '{"City":"a","Days":9}' }; Expected = "The arguments don't fit the tool's parameters:`n/Days: must be at most 7" }
            @{ Name = 'a parameter was not offered'; Call = @{ Arguments = '{"City":"a","OutVariable":"x"}' }; Expected = "The arguments don't fit the tool's parameters:`n/OutVariable: isn't one of the properties (City, Days)" }
            @{ Name = 'the arguments are no JSON'; Call = @{ Arguments = '{"City' }; Expected = "The arguments aren't JSON." }
            @{ Name = 'the command was not offered'; Call = @{ Name = 'Remove-Item' }; Expected = "There is no tool 'Remove-Item'. The tools are: get_weather." }
            @{ Name = 'the name is code'; Call = @{ Name = 'get_weather; $ran.Add(1)' }; Expected = "There is no tool 'get_weather; `$ran.Add(1)'. The tools are: get_weather." }
        ) {
            Add-Call @Call
            Add-Reply $server
            Invoke-ChatStream 'Hi' @service -Tool $weather -ToolMode Auto | Out-Null
            (Get-Result).content | Should -BeExactly $Expected
            $ran | Should -BeNullOrEmpty
        }

        It 'binds arguments as they are, however they look' {
            Add-Call -Arguments '{"City":"$(throw 1); -Days `n"}'
            Add-Reply $server
            Invoke-ChatStream 'Hi' @service -Tool $weather -ToolMode Auto | Out-Null
            $ran | Should -BeExactly '$(throw 1); -Days `n'
        }

        It 'converts arguments to the types of the parameters' {
            Add-Call -Name tool -Arguments '{"When":"2026-01-02T03:04:05Z","More":{"a":[1,{"b":2}]},"Long":true,"Day":"Friday"}'
            Add-Reply $server
            $tool = New-ChatTool -Name tool -Description d -ScriptBlock {
                param([datetime] $When, [hashtable] $More, [switch] $Long, [System.DayOfWeek] $Day)
                "$($When.ToUniversalTime().ToString('s')) $($More.a[1].b) $Long $([int]$Day)"
            }
            Invoke-ChatStream 'Hi' @service -Tool $tool -ToolMode Auto | Out-Null
            (Get-Result).content | Should -BeExactly '2026-01-02T03:04:05 2 True 5'
        }

        It 'calls the command that was offered, and not one of its name that came later' {
            function Get-Thing { 'first' }
            $tool = New-ChatTool Get-Thing -Description d
            function Get-Thing { 'second' }
            Add-Call -Name Get-Thing -Arguments '{}'
            Add-Reply $server
            Invoke-ChatStream 'Hi' @service -Tool $tool -ToolMode Auto | Out-Null
            (Get-Result).content | Should -BeExactly 'first'
        }

        It 'ends after as many rounds as it may have, with everything in the error' {
            Add-Call -Count 3
            $reply = Invoke-ChatCompletion 'Hi' @service -Tool $weather -ToolMode Auto -MaxToolRounds 2 -ErrorVariable failure -ErrorAction SilentlyContinue -CompletionVariable kept
            $reply | Should -BeNullOrEmpty
            $failure[0].FullyQualifiedErrorId | Should -BeExactly 'TooManyToolRounds,StreamPS.Commands.InvokeChatCompletionCommand'
            "$($failure[0])" | Should -BeExactly 'The model called tools 3 times in a row, and 2 are allowed (-MaxToolRounds). The last calls weren''t run.'
            $failure[0].Exception.Completion.Messages.Count | Should -Be 5
            "$($kept.ToolCalls) $($kept.Usage)" | Should -BeExactly 'get_weather({"City":"Oslo"}) 30 + 9 = 39'
            $ran.Count | Should -Be 2
        }

        It 'keeps the rounds in the error of a later one' {
            Add-Call
            Add-Reply $server -Body '{"error":{"message":"no"}}' -Status 500
            Invoke-ChatStream 'Hi' @service -Tool $weather -ToolMode Auto -ErrorVariable failure -ErrorAction SilentlyContinue | Out-Null
            $failure[0].FullyQualifiedErrorId | Should -BeExactly 'ServiceError,StreamPS.Commands.InvokeChatStreamCommand'
            $failure[0].Exception.Completion.Messages.Role | Should -Be 'User', 'Assistant', 'Tool'
            "$($failure[0].Exception.Completion.Usage)" | Should -BeExactly '10 + 3 = 13'
        }

        It 'has rounds of its own for each of several prompts at once, in their order' {
            $texts = 'Say a', 'Say b', 'Say c' | Invoke-ChatStream -Provider Demo -Tool $weather -ToolMode Auto -ThrottleLimit 3 -Ordered -CompletionVariable completions | Group-Object PromptIndex | ForEach-Object { $_.Group -join '' }
            $texts | Should -Be 'The tool says: Rain in a for 1', 'The tool says: Rain in b for 1', 'The tool says: Rain in c for 1'
            $completions.ToolRounds | Should -Be 1, 1, 1
        }

        It 'adds the exchange to the session, whose next request has it whole' {
            $session = New-ChatSession
            Add-Call
            Add-Reply $server 'Rain'
            Add-Reply $server 'Yes'
            Invoke-ChatStream 'Hi' @service -Session $session -Tool $weather -ToolMode Auto | Out-Null
            Invoke-ChatStream 'Sure?' @service -Session $session | Out-Null
            (Get-Request $server)[2].json.messages.role | Should -Be 'user', 'assistant', 'tool', 'assistant', 'user'
            $session.Turns.Usage | Select-Object -First 1 | Should -BeExactly '10 + 3 = 13'
            $session.MaxTurns = 1
            $session.GetHistory().Role | Should -Be 'User', 'Assistant'
        }

        It 'stops while a tool runs' {
            Add-Call -Name tool -Arguments '{}'
            $script = @'
                $tool = New-ChatTool -Name tool -Description d -ScriptBlock { $shared.Began.Set(); Wait-Event -SourceIdentifier never }
                Invoke-ChatStream 'Hi' -BaseUri $shared.BaseUri -Tool $tool -ToolMode Auto
'@
            $began = New-Object System.Threading.ManualResetEventSlim
            $session = Start-Session $script -Shared @{ Began = $began; BaseUri = $server.BaseUri }
            try {
                $began.Wait(10000) | Should -BeTrue
                Stop-Session $session | Should -BeLessThan 3000
                "$($session.PowerShell.InvocationStateInfo.State)" | Should -BeExactly 'Stopped'
                @(Get-Request $server).Count | Should -Be 1
            }
            finally { Close-Session $session }
        }
    }

    Context 'Confirm' {
        It 'cannot ask without a person, and runs nothing' {
            $command = "Import-Module '$PSScriptRoot/../../out/StreamPS'; Invoke-ChatStream -Provider Demo 'Hi' -Tool Get-Date -ToolMode Confirm -ErrorAction SilentlyContinue | Out-Null; `$Error[0].FullyQualifiedErrorId"
            & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -Command $command | Should -BeExactly 'ToolNotConfirmed,StreamPS.Commands.InvokeChatStreamCommand'
        }
    }

    It 'sends and runs nothing with -WhatIf' {
        Invoke-ChatStream 'Hi' @service -Tool $weather -ToolMode Auto -WhatIf | Out-Null
        @(Get-Request $server).Count | Should -Be 0
        $ran | Should -BeNullOrEmpty
    }

    It 'refuses what is no tool' {
        { Invoke-ChatStream 'Hi' @service -Tool { 1 } } | Should -Throw -ErrorId 'ParameterArgumentTransformationError,StreamPS.Commands.InvokeChatStreamCommand'
        { Invoke-ChatStream 'Hi' @service -Tool No-SuchCommand } | Should -Throw -ErrorId 'ParameterArgumentTransformationError,StreamPS.Commands.InvokeChatStreamCommand'
    }
}
