BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../out/StreamPS') -Force
    Import-Module (Join-Path $PSScriptRoot 'LoopbackServer.psm1') -Force
    $script:server = Start-LoopbackServer
    $script:service = @{ BaseUri = $server.BaseUri }

    # What was asked, request by request: the texts of all messages with their roles.
    function Get-Question {
        foreach ($request in Get-Request $server) { ($request.json.messages | ForEach-Object { "$($_.role): $($_.content)" }) -join '; ' }
    }
}

AfterAll { Stop-LoopbackServer $server }

Describe '-Prompt' {
    BeforeEach {
        Clear-LoopbackServer $server
        Add-Reply $server -Option @{ always = $true; bulk = @{ count = 1; text = 'ok' } }
    }

    It 'is the first argument' {
        Invoke-ChatStream 'Hi' @service | Out-Null
        Get-Question | Should -Be 'user: Hi'
    }

    It 'comes by name' {
        Invoke-ChatStream -Prompt 'Hi' @service | Out-Null
        Get-Question | Should -Be 'user: Hi'
    }

    It 'comes from the pipeline' {
        'Hi' | Invoke-ChatStream @service | Out-Null
        Get-Question | Should -Be 'user: Hi'
    }

    It 'can be several, each a request of its own, as an argument' {
        (Invoke-ChatStream 'one', 'two', 'three' @service) -join '' | Should -BeExactly 'okokok'
        Get-Question | Should -Be 'user: one', 'user: two', 'user: three'
    }

    It 'can be several from the pipeline, with the same effect' {
        $deltas = 'one', 'two', 'three' | Invoke-ChatStream @service
        $deltas.PromptIndex | Should -Be 0, 0, 1, 1, 2, 2
        Get-Question | Should -Be 'user: one', 'user: two', 'user: three'
    }

    It 'is asked as soon as it comes, not when all have come' {
        $script:seen = @()
        & {
            'one'
            $script:seen += @(Get-Request $server).Count
            'two'
            $script:seen += @(Get-Request $server).Count
        } | Invoke-ChatStream @service | Out-Null
        $seen | Should -Be 1, 2
    }

    It 'keeps its line ends and spaces' {
        Invoke-ChatStream " a`r`n`tb " @service | Out-Null
        (Wait-RequestEnd $server).json.messages[0].content | Should -BeExactly " a`r`n`tb "
    }

    It 'comes as the property of an object, with model, system prompt and messages' {
        [pscustomobject]@{ Prompt = 'Hi'; Model = 'm1'; SystemPrompt = 'Be brief'; Message = @{ role = 'assistant'; content = 'Hello?' } } |
            Invoke-ChatStream @service | Out-Null
        Get-Question | Should -Be 'system: Be brief; assistant: Hello?; user: Hi'
        (Get-Request $server).json.model | Should -Be 'm1'
    }

    It 'comes from the rows of a CSV, each with its own model' {
        "Prompt,Model`none,m1`ntwo,m2" | ConvertFrom-Csv | Invoke-ChatStream @service | Out-Null
        Get-Question | Should -Be 'user: one', 'user: two'
        (Get-Request $server).json.model | Should -Be 'm1', 'm2'
    }

    It 'does not keep the model of the object before' {
        [pscustomobject]@{ Prompt = 'one'; Model = 'm1' }, [pscustomobject]@{ Prompt = 'two' } | Invoke-ChatStream @service | Out-Null
        $requests = Get-Request $server
        $requests[0].json.model | Should -Be 'm1'
        $requests[1].json.PSObject.Properties.Name | Should -Not -Contain 'model'
    }

    It 'comes as the entry of a hashtable' {
        @{ Prompt = 'Hi' } | Invoke-ChatStream @service | Out-Null
        Get-Question | Should -Be 'user: Hi'
    }

    It 'is taken out of a custom object as an argument' {
        Invoke-ChatStream ([pscustomobject]@{ Prompt = 'Hi' }) @service | Out-Null
        Get-Question | Should -Be 'user: Hi'
    }

    It 'can be a number' {
        42 | Invoke-ChatStream @service | Out-Null
        Get-Question | Should -Be 'user: 42'
    }

    It 'is not made of an object that has none' {
        $record = $null
        try { [pscustomobject]@{ Question = 'Hi' } | Invoke-ChatStream @service -ErrorAction Stop | Out-Null }
        catch { $record = $_ }

        $record.FullyQualifiedErrorId | Should -BeExactly 'ParameterArgumentTransformationError,StreamPS.Commands.InvokeChatStreamCommand'
        $record.Exception.Message | Should -BeLike '*A prompt is a text, or an object with a property named Prompt.*'
        @(Get-Request $server).Count | Should -Be 0
    }

    It 'is refused when it is <Name>' -ForEach @(
        @{ Name = 'empty'; Value = ''; Id = 'ParameterArgumentValidationError' }
        @{ Name = 'white space'; Value = " `n"; Id = 'ParameterArgumentValidationError' }
        @{ Name = 'null'; Value = $null; Id = 'ParameterArgumentValidationError' }
        @{ Name = 'an empty array'; Value = @(); Id = 'ParameterArgumentValidationErrorEmptyArrayNotAllowed' }
        @{ Name = 'an array with an empty text'; Value = 'a', ''; Id = 'ParameterArgumentValidationError' }
        @{ Name = 'an array with white space'; Value = 'a', ' '; Id = 'ParameterArgumentValidationError' }
    ) {
        { Invoke-ChatStream -Prompt $Value @service } | Should -Throw -ErrorId "$Id,StreamPS.Commands.InvokeChatStreamCommand"
        @(Get-Request $server).Count | Should -Be 0
    }

    It 'that is empty in the pipeline concerns its own record only' {
        $deltas = 'one', '', ' ', $null, 'two' | Invoke-ChatStream @service -ErrorAction SilentlyContinue -ErrorVariable failures
        Get-Question | Should -Be 'user: one', 'user: two'
        $deltas.PromptIndex | Should -Be 0, 0, 1, 1
        @($failures).Count | Should -Be 3
        $failures.FullyQualifiedErrorId | Should -Be (@('ParameterArgumentValidationError,StreamPS.Commands.InvokeChatStreamCommand') * 3)
    }

    It 'is not asked for by an empty pipeline' {
        $output = @() | Invoke-ChatStream @service
        $output | Should -BeNullOrEmpty
        @(Get-Request $server).Count | Should -Be 0
    }

    It 'or a message is needed: without a keyboard to ask for it that is an error' {
        $shell = (Get-Process -Id $PID).Path
        $command = "Import-Module '$((Get-Module StreamPS).Path)'; try { Invoke-ChatStream -BaseUri '$($server.BaseUri)' } catch { `$_.FullyQualifiedErrorId }"
        & $shell -NoProfile -NonInteractive -Command $command | Should -BeExactly 'MissingMandatoryParameter,StreamPS.Commands.InvokeChatStreamCommand'
        @(Get-Request $server).Count | Should -Be 0
    }
}

Describe '-Message' {
    BeforeEach {
        Clear-LoopbackServer $server
        Add-Reply $server -Option @{ always = $true; bulk = @{ count = 1; text = 'ok' } }
    }

    It 'is the whole conversation when there is no prompt' {
        Invoke-ChatStream -Message @{ role = 'user'; content = 'Hi' } @service | Out-Null
        Get-Question | Should -Be 'user: Hi'
    }

    It 'stands between the system prompt and the prompt' {
        Invoke-ChatStream 'Two' @service -SystemPrompt 'Be brief' -Message @{ role = 'user'; content = 'One' }, @{ role = 'assistant'; content = '1' } | Out-Null
        Get-Question | Should -Be 'system: Be brief; user: One; assistant: 1; user: Two'
    }

    It 'can be a ChatMessage' {
        Invoke-ChatStream 'Hi' @service -Message ([StreamPS.ChatMessage]::System('Be brief')), ([StreamPS.ChatMessage]::Assistant('Hello?')) | Out-Null
        Get-Question | Should -Be 'system: Be brief; assistant: Hello?; user: Hi'
    }

    It 'can be a hashtable whose keys have any case and order' {
        Invoke-ChatStream -Message @{ Content = 'Hi'; ROLE = 'User' }, ([ordered]@{ content = 'Go on'; role = 'user' }) @service | Out-Null
        Get-Question | Should -Be 'user: Hi; user: Go on'
    }

    It 'can be a custom object' {
        Invoke-ChatStream -Message ([pscustomobject]@{ role = 'user'; content = 'Hi' }) @service | Out-Null
        Get-Question | Should -Be 'user: Hi'
    }

    It 'can come from JSON' {
        $conversation = ConvertFrom-Json '[{"role":"system","content":"Be brief"},{"role":"user","content":"Hi"}]'
        Invoke-ChatStream -Message $conversation @service | Out-Null
        Get-Question | Should -Be 'system: Be brief; user: Hi'
    }

    It 'can be a text, which is a user''s' {
        Invoke-ChatStream -Message 'Hi' @service | Out-Null
        Get-Question | Should -Be 'user: Hi'
    }

    It 'can be a completion, which is the model''s: a conversation goes on' {
        Invoke-ChatStream 'One' @service -CompletionVariable first | Out-Null
        Invoke-ChatStream 'Two' @service -Message $first.Prompt, $first | Out-Null
        @(Get-Question)[1] | Should -Be 'user: One; assistant: ok; user: Two'
    }

    It 'can be a list of all of these' {
        $conversation = [System.Collections.Generic.List[object]]::new()
        $conversation.Add([StreamPS.ChatMessage]::System('Be brief'))
        $conversation.Add('One')
        $conversation.Add(@{ role = 'assistant'; content = '1' })
        $conversation.Add([pscustomobject]@{ role = 'user'; content = 'Two' })
        Invoke-ChatStream -Message $conversation @service | Out-Null
        Get-Question | Should -Be 'system: Be brief; user: One; assistant: 1; user: Two'
    }

    It 'has the role <_>' -ForEach 'system', 'developer', 'user', 'assistant', 'tool' {
        Invoke-ChatStream 'Hi' @service -Message @{ role = $_; content = 'x' } | Out-Null
        Get-Question | Should -Be "$($_): x; user: Hi"
    }

    It 'brings tool calls and their results' {
        $call = @{ role = 'assistant'; content = ''; tool_calls = @(@{ id = 'call_1'; type = 'function'; function = @{ name = 'get_time'; arguments = '{"zone":"UTC"}' } }) }
        $result = @{ role = 'tool'; tool_call_id = 'call_1'; content = '12:00' }
        Invoke-ChatStream -Message 'Time?', $call, $result @service | Out-Null

        (Wait-RequestEnd $server).body | Should -BeLike (
            '{"messages":`[{"role":"user","content":"Time?"},' +
            '{"role":"assistant","content":null,"tool_calls":`[{"id":"call_1","type":"function","function":{"name":"get_time","arguments":"{\"zone\":\"UTC\"}"}}`]},' +
            '{"role":"tool","content":"12:00","tool_call_id":"call_1"}`],*')
    }

    It 'brings the name of a participant' {
        Invoke-ChatStream -Message @{ role = 'user'; name = 'ada'; content = 'Hi' } @service | Out-Null
        (Wait-RequestEnd $server).json.messages[0].name | Should -Be 'ada'
    }

    It 'is refused when <Name>' -ForEach @(
        @{ Name = 'its role is unknown'; Value = @{ role = 'king'; content = 'x' }; Says = "*A message's role is system, developer, user, assistant or tool, not 'king'.*" }
        @{ Name = 'its role is a number'; Value = @{ role = '3'; content = 'x' }; Says = "*A message's role is system, developer, user, assistant or tool, not '3'.*" }
        @{ Name = 'it has no role'; Value = @{ content = 'x' }; Says = "*A message's role is system, developer, user, assistant or tool, not ''.*" }
        @{ Name = 'a field is misspelt'; Value = @{ role = 'user'; contents = 'x' }; Says = "*A message has no field 'contents': it has role, content, name, images, tool_call_id, tool_calls.*" }
        @{ Name = 'its content is no text'; Value = @{ role = 'user'; content = @('a', 'b') }; Says = "*The field 'content' of a message is a text.*" }
        @{ Name = 'it is a number'; Value = 42; Says = "*A message can't be made of System.Int32: give a hashtable such as @{ role = 'user'; content = 'Hello' }.*" }
    ) {
        $record = $null
        try { Invoke-ChatStream -Message $Value @service } catch { $record = $_ }
        $record.FullyQualifiedErrorId | Should -BeExactly 'ParameterArgumentTransformationError,StreamPS.Commands.InvokeChatStreamCommand'
        $record.Exception.Message.Replace('[', '`[') | Should -BeLike $Says
        @(Get-Request $server).Count | Should -Be 0
    }

    It 'is refused when it is <Name>' -ForEach @(
        @{ Name = 'an empty list'; Value = @(); Id = 'ParameterArgumentValidationError,StreamPS.Commands.InvokeChatStreamCommand' }
        @{ Name = 'null'; Value = $null; Id = 'ParameterArgumentTransformationError,StreamPS.Commands.InvokeChatStreamCommand' }
    ) {
        { Invoke-ChatStream -Message $Value @service } | Should -Throw -ErrorId $Id
        @(Get-Request $server).Count | Should -Be 0
    }

    It 'that is an empty user''s message is an InvalidRequest' {
        Invoke-ChatStream -Message @{ role = 'user'; content = '' } @service -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure[0].FullyQualifiedErrorId | Should -BeExactly 'InvalidRequest,StreamPS.Commands.InvokeChatStreamCommand'
        $failure[0].Exception.Message | Should -BeExactly 'There is nothing to ask: a user message is empty.'
        @(Get-Request $server).Count | Should -Be 0
    }
}

Describe '-SystemPrompt' {
    BeforeEach {
        Clear-LoopbackServer $server
        Add-Reply $server -Option @{ always = $true; bulk = @{ count = 1 } }
    }

    It 'stands before every prompt' {
        Invoke-ChatStream 'one', 'two' @service -SystemPrompt 'Be brief' | Out-Null
        Get-Question | Should -Be 'system: Be brief; user: one', 'system: Be brief; user: two'
    }

    It 'is -System for short' {
        Invoke-ChatStream 'one' @service -System 'Be brief' | Out-Null
        Get-Question | Should -Be 'system: Be brief; user: one'
    }

    It 'is refused when it is empty' {
        { Invoke-ChatStream 'one' @service -SystemPrompt '' } | Should -Throw -ErrorId 'ParameterArgumentValidationError,StreamPS.Commands.InvokeChatStreamCommand'
    }
}
