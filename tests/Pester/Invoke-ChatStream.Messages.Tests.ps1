BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../out/StreamPS') -Force
    Import-Module (Join-Path $PSScriptRoot 'LoopbackServer.psm1') -Force
    # The manifest: the types are in it, and not in the script.
    $script:module = Join-Path (Get-Module StreamPS).ModuleBase 'StreamPS.psd1'
    $script:server = Start-LoopbackServer
    $script:service = @{ BaseUri = $server.BaseUri }
    $script:png = [byte[]](0x89, 0x50, 0x4E, 0x47, 1)
    $script:dataAddress = 'data:image/png;base64,' + [Convert]::ToBase64String($png)
    [System.IO.File]::WriteAllBytes((Join-Path $TestDrive 'a.png'), $png)
    [System.IO.File]::WriteAllBytes((Join-Path $TestDrive '[1].png'), $png)

    # What was asked, request by request: the contents of all messages with their roles, images as their addresses.
    function Get-Question {
        foreach ($request in Get-Request $server) {
            ($request.json.messages | ForEach-Object {
                    $content = if ($_.content -isnot [array]) { $_.content } else { ($_.content | ForEach-Object { if ($_.type -eq 'text') { $_.text } else { "<$($_.image_url.url)>" } }) -join ' ' }
                    "$($_.role): $content"
                }) -join '; '
        }
    }

    function Get-Failure {
        param([scriptblock] $Script)

        $results = @(try { & $Script 2>&1 } catch { $_ })
        $results.Count | Should -Be 1
        $results[0]
    }
}

AfterAll { Stop-LoopbackServer $server }

Describe 'Messages in the pipeline' {
    BeforeEach {
        Clear-LoopbackServer $server
        Add-Reply $server -Option @{ always = $true; bulk = @{ count = 1; text = 'ok' } }
    }

    It 'are asked with once: <Name>' -ForEach @(
        @{ Name = 'one'; Given = { New-ChatMessage 'Hi' }; Expected = 'user: Hi' }
        @{ Name = 'one with an image'; Given = { New-ChatMessage 'Hi' -Image $dataAddress, 'https://example.com/a.png' }; Expected = { "user: Hi <$dataAddress> <https://example.com/a.png>" } }
        @{ Name = 'several'; Given = { New-ChatMessage 'Be brief' -Role System; New-ChatMessage 'One'; New-ChatMessage '1' -Role Assistant; New-ChatMessage 'Two' }; Expected = 'system: Be brief; user: One; assistant: 1; user: Two' }
        @{ Name = 'an array'; Given = { , @((New-ChatMessage 'One'), (New-ChatMessage 'Two')) }; Expected = 'user: One; user: Two' }
        @{ Name = 'hashtables'; Given = { @{ role = 'system'; content = 'Be brief' }; @{ Role = 'User'; Content = 'One' } }; Expected = 'system: Be brief; user: One' }
        @{ Name = 'a conversation from JSON'; Given = { ConvertFrom-Json '[{"role":"system","content":"Be brief"},{"role":"user","content":"One"}]' }; Expected = 'system: Be brief; user: One' }
    ) {
        $deltas = & $Given | Invoke-ChatStream @service
        $deltas -join '' | Should -BeExactly 'ok'
        Get-Question | Should -BeExactly $(if ($Expected -is [scriptblock]) { & $Expected } else { $Expected })
    }

    It 'are one completion of Invoke-ChatCompletion' {
        $replies = @(New-ChatMessage 'One'; New-ChatMessage 'Two') | Invoke-ChatCompletion @service
        @($replies).Count | Should -Be 1
        $replies.Messages -join ', ' | Should -BeExactly 'One, Two'
    }

    It 'stand before the prompt: <Name>' -ForEach @(
        @{ Name = 'by place'; Ask = { param($messages) $messages | Invoke-ChatStream 'Go on' @service }; Expected = 'user: One; assistant: 1; user: Go on' }
        @{ Name = 'by name'; Ask = { param($messages) $messages | Invoke-ChatStream -Prompt 'Go on' @service }; Expected = 'user: One; assistant: 1; user: Go on' }
        @{ Name = 'each of several'; Ask = { param($messages) $messages | Invoke-ChatStream 'a', 'b' @service }; Expected = 'user: One; assistant: 1; user: a', 'user: One; assistant: 1; user: b' }
        @{ Name = 'with a system prompt'; Ask = { param($messages) $messages | Invoke-ChatStream 'Go on' -SystemPrompt 'Be brief' @service }; Expected = 'system: Be brief; user: One; assistant: 1; user: Go on' }
        @{ Name = 'with -Message, which comes first'; Ask = { param($messages) $messages | Invoke-ChatStream -Message 'Zero' @service }; Expected = 'user: Zero; user: One; assistant: 1' }
    ) {
        & $Ask @((New-ChatMessage 'One'), (New-ChatMessage '1' -Role Assistant)) | Out-Null
        Get-Question | Should -BeExactly $Expected
    }

    It 'can be given as an argument' {
        Invoke-ChatStream -InputObject (New-ChatMessage 'One'), (New-ChatMessage 'Two') @service | Out-Null
        Get-Question | Should -BeExactly 'user: One; user: Two'
    }

    It 'have to be messages when they are given by name: <Value>' -ForEach @(
        @{ Value = 'a text' }
        @{ Value = 42 }
        @{ Value = @() }
    ) {
        $failure = { Invoke-ChatStream -InputObject $Value @service } | Should -Throw -PassThru
        $failure.FullyQualifiedErrorId | Should -BeExactly 'InvalidRequest,StreamPS.Commands.InvokeChatStreamCommand'
        "$failure" | Should -BeExactly '-InputObject takes messages, as New-ChatMessage makes them. A text is a prompt: give it as -Prompt.'
        Get-Request $server | Should -BeNullOrEmpty
    }

    It 'leave texts what they are: prompts, each a request' {
        @('One'; New-ChatMessage 'Two'; 'Three'; New-ChatMessage 'Four') | Invoke-ChatStream @service | Out-Null
        Get-Question | Should -BeExactly 'user: One', 'user: Three', 'user: Two; user: Four'
    }

    It 'are the target of the error of their request' {
        Clear-LoopbackServer $server
        Add-Reply $server -Status 401 -Body '{"error":{"message":"No"}}'
        $failure = Get-Failure { @(New-ChatMessage 'One'; New-ChatMessage 'Two') | Invoke-ChatStream @service }
        $failure.FullyQualifiedErrorId | Should -BeExactly 'Unauthorized,StreamPS.Commands.InvokeChatStreamCommand'
        $failure.TargetObject -join ', ' | Should -BeExactly 'One, Two'
    }

    It 'that could not be made are not asked about' {
        New-ChatMessage 'Hi' -Image 'gone.png' -ErrorAction SilentlyContinue | Invoke-ChatStream @service | Should -BeNullOrEmpty
        @(Get-Request $server).Count | Should -Be 0
    }

    It 'are refused when <Name>' -ForEach @(
        @{ Name = 'the role is unknown'; Value = @{ role = 'king'; content = 'x' }; Says = "*'InputObject'. A message's role is system, developer, user, assistant or tool, not 'king'." }
        @{ Name = 'there is neither a role nor a prompt'; Value = @{ content = 'x' }; Says = '*A prompt is a text, or an object with a property named Prompt.' }
    ) {
        $failure = Get-Failure { $Value | Invoke-ChatStream @service }
        $failure.FullyQualifiedErrorId | Should -BeExactly 'ParameterArgumentTransformationError,StreamPS.Commands.InvokeChatStreamCommand'
        $failure.Exception.Message | Should -BeLike $Says
        @(Get-Request $server).Count | Should -Be 0
    }

    It 'are no prompt: as one they would lose their images' {
        $failure = Get-Failure { Invoke-ChatStream -Prompt (New-ChatMessage 'Hi' -Image $dataAddress) @service }
        $failure.FullyQualifiedErrorId | Should -BeExactly 'ParameterArgumentTransformationError,StreamPS.Commands.InvokeChatStreamCommand'
        $failure.Exception.Message | Should -BeLike '*A message is no prompt: give it as -Message, or through the pipeline.'
        @(Get-Request $server).Count | Should -Be 0
    }
}

Describe 'Images in a hashtable for -Message' {
    BeforeAll { Push-Location $TestDrive }

    AfterAll { Pop-Location }

    BeforeEach {
        Clear-LoopbackServer $server
        Add-Reply $server -Option @{ always = $true; bulk = @{ count = 1; text = 'ok' } }
    }

    It 'can be <Name>' -ForEach @(
        @{ Name = 'a path'; Given = { @{ images = 'a.png' } }; Count = 1 }
        @{ Name = 'a path under the other name'; Given = { @{ Image = 'a.png' } }; Count = 1 }
        @{ Name = 'a path as it stands'; Given = { @{ images = '[1].png' } }; Count = 1 }
        @{ Name = 'a file object'; Given = { @{ images = Get-Item a.png } }; Count = 1 }
        @{ Name = 'bytes'; Given = { @{ images = $png } }; Count = 1 }
        @{ Name = 'an image'; Given = { @{ images = [StreamPS.ChatImage]::FromBytes($png) } }; Count = 1 }
        @{ Name = 'several of these'; Given = { @{ images = 'a.png', (Get-Item a.png), $png } }; Count = 3 }
    ) {
        $message = (& $Given) + @{ role = 'user'; content = 'Hi' }
        Invoke-ChatStream -Message $message @service | Out-Null
        Get-Question | Should -BeExactly "user: Hi$(" <$dataAddress>" * $Count)"
    }

    It 'can be an address, which the service fetches' {
        Invoke-ChatStream -Message ([pscustomobject]@{ role = 'user'; content = 'Hi'; images = 'https://example.com/a.png' }) @service | Out-Null
        Get-Question | Should -BeExactly 'user: Hi <https://example.com/a.png>'
    }

    It 'go with <Protocol>' -ForEach @(
        @{ Protocol = 'Anthropic'; Find = { param($body) $body.messages[0].content[1].source.data } }
        @{ Protocol = 'OpenAIResponses'; Find = { param($body) $body.input[0].content[1].image_url -replace '^data:image/png;base64,' } }
        @{ Protocol = 'DashScope'; Find = { param($body) $body.input.messages[0].content[0].image -replace '^data:image/png;base64,' } }
        @{ Protocol = 'Gemini'; Find = { param($body) $body.contents[0].parts[1].inlineData.data } }
        @{ Protocol = 'Ollama'; Find = { param($body) $body.messages[0].images[0] } }
    ) {
        New-ChatMessage 'Hi' -Image a.png | Invoke-ChatStream @service -Protocol $Protocol -Model 'm' -ErrorAction SilentlyContinue -FirstTokenTimeoutSeconds 5 | Out-Null
        & $Find @(Get-Request $server)[0].json | Should -BeExactly ([Convert]::ToBase64String($png))
    }

    It 'are refused when <Name>' -ForEach @(
        @{ Name = 'there is no such file'; Image = 'gone.png'; Says = "*There is no file 'gone.png'." }
        @{ Name = 'wildcards are meant'; Image = '*.png'; Says = "*There is no file '`*.png'." }
        @{ Name = 'it is a folder'; Image = '.'; Says = "*'.' is a folder: *" }
        @{ Name = 'it is a number'; Image = 42; Says = '*An image is a path, an address, the bytes of a file or a ChatImage, not System.Int32.' }
    ) {
        $failure = Get-Failure { Invoke-ChatStream -Message @{ role = 'user'; content = 'Hi'; images = $Image } @service }
        $failure.FullyQualifiedErrorId | Should -BeExactly 'ParameterArgumentTransformationError,StreamPS.Commands.InvokeChatStreamCommand'
        $failure.Exception.Message | Should -BeLike $Says
        @(Get-Request $server).Count | Should -Be 0
    }
}

Describe 'Tool calls in a conversation' {
    BeforeEach { Clear-LoopbackServer $server }

    It 'come with the completion that asked for them' {
        $call = Get-Frame -ToolCall @{ index = 0; id = 'call_1'; type = 'function'; function = @{ name = 'get_time'; arguments = '{"zone":"UTC"}' } }
        Add-Reply $server -Step $call, (Get-Frame -Finish 'tool_calls'), (Get-Frame -Done)
        Add-Reply $server 'Noon'
        $first = Invoke-ChatCompletion 'What time is it?' @service
        Invoke-ChatCompletion -Message 'What time is it?', $first, (New-ChatMessage '12:00' -ToolCallId $first.ToolCalls[0].Id) @service | Should -BeExactly 'Noon'
        (Wait-RequestEnd $server 1).body | Should -BeLike (
            '{"messages":`[{"role":"user","content":"What time is it?"},' +
            '{"role":"assistant","content":null,"tool_calls":`[{"id":"call_1","type":"function","function":{"name":"get_time","arguments":"{\"zone\":\"UTC\"}"}}`]},' +
            '{"role":"tool","content":"12:00","tool_call_id":"call_1"}`],*')
    }

    It 'can be written with the names of the properties' {
        Add-Reply $server
        Invoke-ChatStream -Message 'Hi', @{ Role = 'Assistant'; ToolCalls = @{ Id = 'a'; Name = 'f'; Arguments = @{ x = 1 } } }, @{ Role = 'Tool'; ToolCallId = 'a'; Content = 'r' } @service | Out-Null
        $messages = (Wait-RequestEnd $server).json.messages
        "$($messages[1].tool_calls[0].function.name) $($messages[1].tool_calls[0].function.arguments) $($messages[2].tool_call_id)" | Should -BeExactly 'f {"x":1} a'
    }
}

Describe 'Messages from another session' {
    BeforeEach {
        Clear-LoopbackServer $server
        Add-Reply $server
    }

    It 'bring their images and tool calls along' {
        $messages = Start-Job {
            Import-Module $args[0]
            New-ChatMessage 'Hi' -Image $args[1]
            New-ChatMessage -ToolCall @{ id = 'a'; name = 'f'; arguments = '{}' }
        } -ArgumentList $module, $dataAddress | Receive-Job -Wait -AutoRemoveJob
        $messages | Invoke-ChatStream @service | Out-Null
        @(Get-Question) | Should -BeExactly "user: Hi <$dataAddress>; assistant: "
        (Get-Request $server).json.messages[1].tool_calls[0].id | Should -BeExactly 'a'
    }

    It 'can be sent from there' {
        $message = New-ChatMessage 'Hi' -Image $dataAddress, 'https://example.com/a.png'
        Start-Job { Import-Module $args[0]; $args[1] | Invoke-ChatStream -BaseUri $args[2] } -ArgumentList $module, $message, $server.BaseUri | Receive-Job -Wait -AutoRemoveJob | Out-Null
        Get-Question | Should -BeExactly "user: Hi <$dataAddress> <https://example.com/a.png>"
    }

    It 'can come from JSON' {
        $json = New-ChatMessage 'Hi' -Image $dataAddress | ConvertTo-Json -Depth 5 -EnumsAsStrings
        Invoke-ChatStream -Message (ConvertFrom-Json $json) @service | Out-Null
        Get-Question | Should -BeExactly "user: Hi <$dataAddress>"
    }
}
