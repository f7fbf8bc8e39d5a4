BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../out/StreamPS') -Force
    Import-Module (Join-Path $PSScriptRoot 'LoopbackServer.psm1') -Force
    $script:server = Start-LoopbackServer
    $script:service = @{ MaximumRetryCount = 0; BaseUri = $server.BaseUri; Model = 'm' }
    $script:schema = @{ type = 'object'; properties = @{ city = @{ type = 'string' }; size = @{ type = 'integer' } }; required = @('city') }

    class Place {
        [string] $Name
        [int] $Size
        [string[]] $Rivers
        [Nullable[datetime]] $Founded
        hidden [string] $Secret
    }
}

AfterAll { Stop-LoopbackServer $server }

Describe 'Structured answers' {
    BeforeEach { Clear-LoopbackServer $server }

    It 'has the answer as an object, checked against <Name>' -ForEach @(
        @{ Name = 'a hashtable'; Given = { $schema } }
        @{ Name = 'an ordered dictionary'; Given = { [ordered]@{ type = 'object'; required = @('city') } } }
        @{ Name = 'JSON text'; Given = { $schema | ConvertTo-Json -Depth 5 } }
        @{ Name = 'a custom object'; Given = { $schema | ConvertTo-Json -Depth 5 | ConvertFrom-Json } }
    ) {
        Add-Reply $server '{"city":', '"Oslo","size":5,"when":"2026-01-02T00:00:00Z"}'
        $reply = Invoke-ChatCompletion 'Hi' @service -JsonSchema (& $Given)
        $reply.Json | Should -BeOfType pscustomobject
        "$($reply.Json.city) $($reply.Json.size.GetType().Name) $($reply.Json.when.GetType().Name)" | Should -BeExactly 'Oslo Int32 String'
        (Get-Request $server)[0].json.response_format.json_schema.schema.required | Should -Be 'city'
    }

    It 'writes the object alone with -AsJson, one for each prompt' {
        Add-Reply $server '{"city":"Oslo"}'
        Add-Reply $server '{"city":"Rome"}'
        ('a', 'b' | Invoke-ChatCompletion @service -JsonSchema $schema -AsJson).city | Should -Be 'Oslo', 'Rome'
    }

    It 'makes an object of a class' {
        Add-Reply $server '{"Name":"Oslo","Size":5,"Rivers":["Akerselva"],"Founded":"1040-01-01T00:00:00Z"}'
        $place = Invoke-ChatCompletion 'Hi' @service -JsonSchema ([Place]) -AsJson
        $place.GetType().Name | Should -BeExactly 'Place'
        "$($place.Name) $($place.Size) $($place.Rivers) $($place.Founded.ToUniversalTime().Year)" | Should -BeExactly 'Oslo 5 Akerselva 1040'
        $sent = (Get-Request $server)[0].json.response_format.json_schema
        ConvertTo-Json $sent -Compress -Depth 8 | Should -BeExactly '{"name":"answer","schema":{"type":"object","properties":{"Name":{"type":"string"},"Size":{"type":"integer"},"Rivers":{"type":"array","items":{"type":"string"}},"Founded":{"type":["string","null"],"format":"date-time"}},"additionalProperties":false,"required":["Name","Size","Rivers","Founded"]},"strict":true}'
    }

    It 'makes a custom object where the class does not take the answer' {
        Add-Reply $server '{"Name":"Oslo","Size":5,"Rivers":[],"Founded":"long ago"}'
        $answer = Invoke-ChatCompletion 'Hi' @service -JsonSchema ([Place]) -AsJson
        $answer | Should -BeOfType pscustomobject
        $answer.Founded | Should -BeExactly 'long ago'
    }

    It 'makes an error of an answer that does not fit, with the text attached' {
        Add-Reply $server '{"city":7}'
        $reply = Invoke-ChatCompletion 'Hi' @service -JsonSchema $schema -ErrorVariable failure -ErrorAction SilentlyContinue -CompletionVariable kept
        $reply | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -BeExactly 'AnswerMismatch,StreamPS.Commands.InvokeChatCompletionCommand'
        "$($failure[0])" | Should -BeExactly "The answer doesn't fit its schema: /city: is a number, must be a string."
        "$($failure[0].CategoryInfo.Category)" | Should -BeExactly 'InvalidResult'
        $failure[0].Exception.Completion.Text | Should -BeExactly '{"city":7}'
        $null -eq $kept.Json | Should -BeTrue
    }

    It 'streams the text of an answer, and has the object in the completion' {
        Add-Reply $server '{"city":', '"Oslo"}'
        (Invoke-ChatStream 'Hi' @service -JsonSchema $schema -CompletionVariable reply) -join '' | Should -BeExactly '{"city":"Oslo"}'
        $reply.Json.city | Should -BeExactly 'Oslo'
    }

    It 'keeps names that differ in capitals only' {
        Add-Reply $server '{"a":1,"A":2}'
        $answer = Invoke-ChatCompletion 'Hi' @service -JsonSchema '{"type":"object"}' -AsJson
        "$($answer['a']) $($answer['A'])" | Should -BeExactly '1 2'
    }

    It 'answers after tools' {
        Add-Reply $server -Step (Get-Frame -ToolCall @{ index = 0; id = 'c'; function = @{ name = 'tool'; arguments = '{}' } }), (Get-Frame -Finish 'tool_calls'), (Get-Frame -Done)
        Add-Reply $server '{"city":"Oslo"}'
        $tool = New-ChatTool -Name tool -Description d -ScriptBlock { 'Oslo' }
        (Invoke-ChatCompletion 'Hi' @service -JsonSchema $schema -AsJson -Tool $tool -ToolMode Auto).city | Should -BeExactly 'Oslo'
    }

    It 'refuses <Name>' -ForEach @(
        @{ Name = '-AsJson alone'; Script = { Invoke-ChatCompletion 'Hi' @service -AsJson }; Id = 'InvalidRequest' }
        @{ Name = '-AsJson with calls that nobody runs'; Script = { Invoke-ChatCompletion 'Hi' @service -AsJson -JsonSchema $schema -Tool Get-Date }; Id = 'InvalidRequest' }
        @{ Name = 'a schema with an unknown type'; Script = { Invoke-ChatCompletion 'Hi' @service -JsonSchema @{ type = 'text' } }; Id = 'ParameterArgumentTransformationError' }
        @{ Name = 'a schema that is no JSON'; Script = { Invoke-ChatCompletion 'Hi' @service -JsonSchema 'schema.json' }; Id = 'ParameterArgumentTransformationError' }
        @{ Name = 'a type that no model can fill in'; Script = { Invoke-ChatCompletion 'Hi' @service -JsonSchema ([securestring]) }; Id = 'ParameterArgumentTransformationError' }
    ) {
        $Script | Should -Throw -ErrorId "$Id,StreamPS.Commands.InvokeChatCompletionCommand"
        @(Get-Request $server).Count | Should -Be 0
    }
}
