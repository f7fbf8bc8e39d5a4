BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../out/StreamPS') -Force
    Import-Module (Join-Path $PSScriptRoot 'LoopbackServer.psm1') -Force
    $script:server = Start-LoopbackServer
    $script:service = @{ BaseUri = $server.BaseUri }
    $script:refused = 'ParameterArgumentValidationError,StreamPS.Commands.InvokeChatStreamCommand'

    # The body that the parameters give, without the fields that every request has.
    function Get-Body {
        param([hashtable] $Parameter)

        Invoke-ChatStream 'Hi' @service @Parameter | Out-Null
        (Wait-RequestEnd $server).body -replace '"messages":\[.*?\],"stream":true,"stream_options":\{"include_usage":true\},?', '' -replace ',\}$', '}'
    }
}

AfterAll { Stop-LoopbackServer $server }

Describe 'What goes into the body' {
    BeforeEach {
        Clear-LoopbackServer $server
        Add-Reply $server
    }

    It 'is nothing that was not asked for' {
        Get-Body @{} | Should -BeExactly '{}'
    }

    It 'is <Expected> for -<Name>' -ForEach @(
        @{ Name = 'Model'; Value = 'kimi-k2'; Expected = '{"model":"kimi-k2"}' }
        @{ Name = 'Temperature'; Value = 0.7; Expected = '{"temperature":0.7}' }
        @{ Name = 'Temperature'; Value = 0; Expected = '{"temperature":0}' }
        @{ Name = 'Temperature'; Value = 2; Expected = '{"temperature":2}' }
        @{ Name = 'TopP'; Value = 0.95; Expected = '{"top_p":0.95}' }
        @{ Name = 'TopP'; Value = 0; Expected = '{"top_p":0}' }
        @{ Name = 'TopP'; Value = 1; Expected = '{"top_p":1}' }
        @{ Name = 'MaxTokens'; Value = 1; Expected = '{"max_tokens":1}' }
        @{ Name = 'MaxTokens'; Value = 2147483647; Expected = '{"max_tokens":2147483647}' }
        @{ Name = 'Stop'; Value = 'END'; Expected = '{"stop":["END"]}' }
        @{ Name = 'Stop'; Value = "`n", 'END'; Expected = '{"stop":["\n","END"]}' }
        @{ Name = 'Seed'; Value = 0; Expected = '{"seed":0}' }
        @{ Name = 'Seed'; Value = -1; Expected = '{"seed":-1}' }
        @{ Name = 'Seed'; Value = 9007199254740993; Expected = '{"seed":9007199254740993}' }
        @{ Name = 'Count'; Value = 1; Expected = '{"n":1}' }
        @{ Name = 'n'; Value = 3; Expected = '{"n":3}' }
        @{ Name = 'PresencePenalty'; Value = -2; Expected = '{"presence_penalty":-2}' }
        @{ Name = 'PresencePenalty'; Value = 0; Expected = '{"presence_penalty":0}' }
        @{ Name = 'FrequencyPenalty'; Value = 1.5; Expected = '{"frequency_penalty":1.5}' }
        @{ Name = 'FrequencyPenalty'; Value = 2; Expected = '{"frequency_penalty":2}' }
    ) {
        Get-Body @{ $Name = $Value } | Should -BeExactly $Expected
    }

    It 'are numbers with a point, also where people write a comma' {
        $culture = [cultureinfo]::CurrentCulture
        [cultureinfo]::CurrentCulture = 'de-DE'
        try { Get-Body @{ Temperature = 0.5; ExtraBody = @{ min_p = 0.1 } } | Should -BeExactly '{"temperature":0.5,"min_p":0.1}' }
        finally { [cultureinfo]::CurrentCulture = $culture }
    }

    It 'can be asked for all at once by splatting' {
        $options = @{
            Model            = 'm'
            Temperature      = 0.1
            TopP             = 0.2
            MaxTokens        = 3
            Stop             = 'x'
            Seed             = 4
            Count            = 1
            PresencePenalty  = 0.5
            FrequencyPenalty = 0.6
        }
        (Get-Body $options | ConvertFrom-Json | ConvertTo-Json -Compress) |
            Should -BeExactly '{"model":"m","temperature":0.1,"top_p":0.2,"max_tokens":3,"n":1,"seed":4,"presence_penalty":0.5,"frequency_penalty":0.6,"stop":["x"]}'
    }

    It 'takes defaults from $PSDefaultParameterValues' {
        $PSDefaultParameterValues = @{ 'Invoke-ChatStream:Model' = 'preferred'; 'Invoke-ChatStream:Temperature' = 0.3 }
        Get-Body @{} | Should -BeExactly '{"model":"preferred","temperature":0.3}'
        Add-Reply $server
        Invoke-ChatStream 'Hi' @service -Model 'other' | Out-Null
        (Wait-RequestEnd $server 1).json.model | Should -Be 'other'
    }
}

Describe 'A value out of range' {
    BeforeEach { Clear-LoopbackServer $server }

    It 'is refused: -<Name> <Value>' -ForEach @(
        @{ Name = 'Temperature'; Value = -0.1 }
        @{ Name = 'Temperature'; Value = 2.1 }
        @{ Name = 'Temperature'; Value = [double]::NaN }
        @{ Name = 'TopP'; Value = -0.1 }
        @{ Name = 'TopP'; Value = 1.1 }
        @{ Name = 'MaxTokens'; Value = 0 }
        @{ Name = 'MaxTokens'; Value = -1 }
        @{ Name = 'Count'; Value = 0 }
        @{ Name = 'Count'; Value = 129 }
        @{ Name = 'PresencePenalty'; Value = -2.1 }
        @{ Name = 'PresencePenalty'; Value = 2.1 }
        @{ Name = 'FrequencyPenalty'; Value = -2.1 }
        @{ Name = 'FrequencyPenalty'; Value = 2.1 }
        @{ Name = 'TimeoutSec'; Value = -1 }
        @{ Name = 'TimeoutSec'; Value = 2147484 }
        @{ Name = 'Model'; Value = '' }
        @{ Name = 'Stop'; Value = @() }
        @{ Name = 'Provider'; Value = '' }
        @{ Name = 'CompletionVariable'; Value = '' }
        @{ Name = 'CompletionVariable'; Value = '$reply' }
        @{ Name = 'CompletionVariable'; Value = '+reply' }
        @{ Name = 'CompletionVariable'; Value = 'env:reply' }
        @{ Name = 'BaseUri'; Value = $null }
        @{ Name = 'ApiKey'; Value = $null }
        @{ Name = 'Headers'; Value = $null }
        @{ Name = 'Proxy'; Value = $null }
        @{ Name = 'ExtraBody'; Value = $null }
    ) {
        $parameters = @{ BaseUri = $server.BaseUri }
        $parameters[$Name] = $Value
        { Invoke-ChatStream 'Hi' @parameters } | Should -Throw -ErrorId $refused
        @(Get-Request $server).Count | Should -Be 0
    }
}

Describe '-ExtraBody' {
    BeforeEach {
        Clear-LoopbackServer $server
        Add-Reply $server
    }

    It 'adds <Name>' -ForEach @(
        @{ Name = 'a text'; Value = 'a"b'; Json = '"a\"b"' }
        @{ Name = 'a switch'; Value = $true; Json = 'true' }
        @{ Name = 'a switch that is off'; Value = $false; Json = 'false' }
        @{ Name = 'null'; Value = $null; Json = 'null' }
        @{ Name = 'a whole number'; Value = 20; Json = '20' }
        @{ Name = 'a large number'; Value = 18446744073709551615; Json = '18446744073709551615' }
        @{ Name = 'a fraction'; Value = 0.05; Json = '0.05' }
        @{ Name = 'a decimal'; Value = [decimal]1.5; Json = '1.5' }
        @{ Name = 'an array'; Value = @(1, 'two', $null); Json = '[1,"two",null]' }
        @{ Name = 'an array of one'; Value = @(1); Json = '[1]' }
        @{ Name = 'an empty array'; Value = @(); Json = '[]' }
        @{ Name = 'an object'; Value = [ordered]@{ type = 'json_object'; strict = $true }; Json = '{"type":"json_object","strict":true}' }
        @{ Name = 'a custom object'; Value = [pscustomobject]@{ type = 'web_search'; enabled = $true }; Json = '{"type":"web_search","enabled":true}' }
        @{ Name = 'an empty object'; Value = @{}; Json = '{}' }
        @{ Name = 'a switch parameter'; Value = [switch]$true; Json = 'true' }
        @{ Name = 'a value of an enumeration as its name'; Value = [System.DayOfWeek]::Monday; Json = '"Monday"' }
    ) {
        Get-Body @{ ExtraBody = @{ extra = $Value } } | Should -BeExactly "{`"extra`":$Json}"
    }

    It 'adds a date in the form of ISO 8601, which no culture reads otherwise' {
        Get-Body @{ ExtraBody = @{ extra = [datetime]::SpecifyKind([datetime]'2026-01-02T03:04:05', 'Utc') } } | Should -MatchExactly '^\{"extra":"2026-01-02T03:04:05(\.0+)?Z"\}$'
    }

    It 'adds what is nested, from hashtables, custom objects and arrays in each other' {
        $schema = '{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}' | ConvertFrom-Json
        $tool = [ordered]@{ type = 'function'; function = [pscustomobject]@{ name = 'get_weather'; parameters = $schema } }
        Get-Body @{ ExtraBody = @{ tools = @(, $tool) } } |
            Should -BeExactly '{"tools":[{"type":"function","function":{"name":"get_weather","parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}}]}'
    }

    It 'adds values that came through a pipeline' {
        $values = 'a', 'b' | ForEach-Object { $_ }
        Get-Body @{ ExtraBody = @{ list = $values; one = (Write-Output 5) } } | ConvertFrom-Json | ForEach-Object { "$($_.list) $($_.one)" } | Should -Be 'a b 5'
    }

    It 'replaces what StreamPS writes itself' {
        Get-Body @{ Model = 'm'; Temperature = 0.5; ExtraBody = @{ temperature = 1 } } | Should -BeExactly '{"model":"m","temperature":1}'
    }

    It 'replaces the question for usage' {
        Invoke-ChatStream 'Hi' @service -ExtraBody @{ stream_options = $null } | Out-Null
        (Wait-RequestEnd $server).body | Should -BeExactly '{"messages":[{"role":"user","content":"Hi"}],"stream":true,"stream_options":null}'
    }

    It 'is an InvalidRequest when a value has no JSON form' {
        Invoke-ChatStream 'Hi' @service -ExtraBody @{ a = @{ b = [double]::NaN } } -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure[0].FullyQualifiedErrorId | Should -BeExactly 'InvalidRequest,StreamPS.Commands.InvokeChatStreamCommand'
        $failure[0].Exception.Message | Should -BeExactly "The extra field 'a.b' has a value of type System.Double, which has no JSON form."
        @(Get-Request $server).Count | Should -Be 0
    }

    It 'that contains itself ends the command' {
        $extra = @{}
        $extra.self = $extra
        $record = $null
        try { Invoke-ChatStream 'Hi' @service -ExtraBody $extra } catch { $record = $_ }
        $record.FullyQualifiedErrorId | Should -BeExactly 'InvalidRequest,StreamPS.Commands.InvokeChatStreamCommand'
        $record.Exception.Message | Should -BeExactly 'A value is nested more than 60 levels deep, or contains itself.'
        @(Get-Request $server).Count | Should -Be 0
    }

    It 'is not changed' {
        $extra = @{ a = @(1, 2); b = @{ c = 1 } }
        $before = ConvertTo-Json $extra -Compress
        Invoke-ChatStream 'Hi' @service -ExtraBody $extra | Out-Null
        ConvertTo-Json $extra -Compress | Should -BeExactly $before
    }
}

Describe '-Headers' {
    BeforeEach {
        Clear-LoopbackServer $server
        Add-Reply $server
    }

    It 'adds headers' {
        Invoke-ChatStream 'Hi' @service -Headers @{ 'X-Title' = 'Test'; 'X-Number' = 5 } | Out-Null
        $headers = (Wait-RequestEnd $server).headers
        $headers.'X-Title' | Should -Be 'Test'
        $headers.'X-Number' | Should -Be '5'
    }

    It 'replaces <Name>' -ForEach @(
        @{ Name = 'User-Agent' }
        @{ Name = 'authorization' }
        @{ Name = 'Accept' }
        @{ Name = 'content-type' }
    ) {
        Invoke-ChatStream 'Hi' @service -ApiKey 'sk-12345678' -Headers @{ $Name = 'text/mine' } | Out-Null
        (Wait-RequestEnd $server).headers.$Name | Should -BeExactly 'text/mine'
    }

    It 'ends the command when <Name>' -ForEach @(
        @{ Name = 'a name is impossible'; Header = @{ 'X Title' = 'a' }; Says = "The header 'X Title' can't be sent: its name or its value has characters that HTTP doesn't allow." }
        @{ Name = 'it would change the framing'; Header = @{ 'content-length' = 5 }; Says = "The header 'content-length' can't be set: it follows from the request." }
        @{ Name = 'a value would start another header'; Header = @{ 'X-Title' = "a`r`nX-Evil: b" }; Says = "The header 'X-Title' can't be sent: its name or its value has characters that HTTP doesn't allow." }
    ) {
        $record = $null
        try { Invoke-ChatStream 'Hi' @service -Headers $Header } catch { $record = $_ }
        $record.FullyQualifiedErrorId | Should -BeExactly 'InvalidRequest,StreamPS.Commands.InvokeChatStreamCommand'
        $record.Exception.Message | Should -BeExactly $Says
        @(Get-Request $server).Count | Should -Be 0
    }
}

Describe '-TimeoutSec' {
    BeforeEach { Clear-LoopbackServer $server }

    It 'ends a stall and keeps what had arrived' {
        Add-Reply $server -Step (Get-Frame 'Hel'), @{ stall = $true }
        $deltas = Invoke-ChatStream 'Hi' @service -TimeoutSec 1 -CompletionVariable reply -ErrorVariable failure -ErrorAction SilentlyContinue

        $deltas -join '' | Should -BeExactly 'Hel'
        $failure[0].FullyQualifiedErrorId | Should -BeExactly 'TimedOut,StreamPS.Commands.InvokeChatStreamCommand'
        $failure[0].Exception.Message | Should -BeExactly 'The reply took longer than the 1 s allowed for it.'
        "$($failure[0].CategoryInfo.Category)" | Should -BeExactly 'OperationTimeout'
        "$($reply.Status)" | Should -BeExactly 'Incomplete'
        $reply.Text | Should -BeExactly 'Hel'
        (Wait-RequestEnd $server).end | Should -Be 'ClientClosed'
    }

    It 'ends the wait for a service that says nothing' {
        Add-Reply $server -Option @{ stallBeforeHeaders = $true }
        Invoke-ChatStream 'Hi' @service -TimeoutSec 1 -CompletionVariable reply -ErrorVariable failure -ErrorAction SilentlyContinue

        $failure[0].FullyQualifiedErrorId | Should -BeExactly 'TimedOut,StreamPS.Commands.InvokeChatStreamCommand'
        "$($reply.Status)" | Should -BeExactly 'Failed'
        (Wait-RequestEnd $server).end | Should -Be 'ClientClosed'
    }

    It 'is each prompt''s own' {
        Add-Reply $server -Step (Get-Frame 'Hel'), @{ stall = $true }
        Add-Reply $server 'two'
        $deltas = Invoke-ChatStream 'a', 'b' @service -TimeoutSec 1 -ErrorAction SilentlyContinue
        $deltas -join '' | Should -BeExactly 'Heltwo'
    }

    It 'sets no limit when it is 0' {
        Add-Reply $server -Step (Get-Frame 'Hel'), @{ delay = 50 }, (Get-Frame 'lo'), (Get-Frame -Finish 'stop'), (Get-Frame -Done)
        (Invoke-ChatStream 'Hi' @service -TimeoutSec 0) -join '' | Should -BeExactly 'Hello'
    }
}
