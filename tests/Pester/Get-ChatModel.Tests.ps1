BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../out/StreamPS') -Force
    Import-Module (Join-Path $PSScriptRoot 'LoopbackServer.psm1') -Force
    Import-Module (Join-Path $PSScriptRoot 'Settings.psm1') -Force
    $script:saved = Save-UserSetting $TestDrive
    $script:server = Start-LoopbackServer
    $script:count = 0

    # An address that no test before has used: lists are kept for each address.
    function Get-FreshService { @{ BaseUri = "$($server.Address)/n$((++$script:count))" } }

    function Get-Failure {
        param([hashtable] $Parameter = (Get-FreshService))

        Get-ChatModel @Parameter -MaximumRetryCount 0 -ErrorVariable failures -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        @($failures).Count | Should -Be 1
        $failures[0]
    }
}

AfterAll {
    Restore-UserSetting $saved
    Stop-LoopbackServer $server
}

Describe 'Get-ChatModel' {
    BeforeEach {
        Clear-UserSetting
        Clear-LoopbackServer $server
    }

    It 'lists what OpenAI-compatible services have, by name' {
        $service = Get-FreshService
        Add-Reply $server -Body '{"object":"list","data":[{"id":"zeta","object":"model","owned_by":"me","max_model_len":4096},{"id":"Beta","context_length":131072,"display_name":"Beta (new)"},{"id":"alpha"}]}'
        $models = Get-ChatModel @service -ApiKey 'sk-12345678'
        $models | ForEach-Object { $_ | Should -BeOfType 'StreamPS.ChatModel' }
        $models | ForEach-Object { "$_|$($_.Provider)|$($_.DisplayName)|$($_.Owner)|$($_.ContextLength)" } | Should -BeExactly 'alpha|Custom|||', 'Beta|Custom|Beta (new)||131072', 'zeta|Custom||me|4096'

        $request = Wait-RequestEnd $server
        "$($request.method) $($request.path)" | Should -BeExactly "GET $(([uri]$service.BaseUri).AbsolutePath)/models"
        $request.headers.Authorization | Should -BeExactly 'Bearer sk-12345678'
        $request.headers.Accept | Should -BeExactly 'application/json'
        $request.body | Should -BeExactly ''
    }

    It 'reads a list in the form of <Name>' -ForEach @(
        @{ Name = 'Gemini'; Protocol = 'Gemini'; Path = '/models'; Body = '{"models":[{"name":"models/gemini-2.5-flash","displayName":"Gemini 2.5 Flash","inputTokenLimit":1048576}]}'; Expected = 'gemini-2.5-flash|Gemini 2.5 Flash|1048576' }
        @{ Name = 'Ollama'; Protocol = 'Ollama'; Path = '/api/tags'; Body = '{"models":[{"name":"llama3.2:latest","size":2019393189},{"name":"all minilm"}]}'; Expected = 'all minilm||', 'llama3.2:latest||' }
        @{ Name = 'Anthropic'; Protocol = 'Anthropic'; Path = '/models'; Body = '{"data":[{"type":"model","id":"claude-x","display_name":"Claude X"}],"has_more":false}'; Expected = 'claude-x|Claude X|' }
        @{ Name = 'Together, a bare array'; Protocol = 'OpenAIChat'; Path = '/models'; Body = '[{"id":"b","context_length":10},{"id":"a"}]'; Expected = 'a||', 'b||10' }
        @{ Name = 'names alone'; Protocol = 'OpenAIChat'; Path = '/models'; Body = '["b","a"]'; Expected = 'a||', 'b||' }
        @{ Name = 'an empty one'; Protocol = 'OpenAIChat'; Path = '/models'; Body = '{"data":[]}'; Expected = $null }
        @{ Name = 'one with entries that say nothing'; Protocol = 'OpenAIChat'; Path = '/models'; Body = '{"data":[null,{"object":"model"},5,{"id":"a"}]}'; Expected = 'a||' }
    ) {
        $service = Get-FreshService
        Add-Reply $server -Body $Body
        Get-ChatModel @service -Protocol $Protocol | ForEach-Object { "$_|$($_.DisplayName)|$($_.ContextLength)" } | Should -BeExactly $Expected
        (Wait-RequestEnd $server).path | Should -BeExactly "$(([uri]$service.BaseUri).AbsolutePath)$Path"
    }

    It 'needs no network for Demo' {
        $model = Get-ChatModel -Provider Demo
        "$($model.Id) of $($model.Provider)" | Should -BeExactly 'demo of Demo'
    }

    It 'finds <Name>: <Expected>' -ForEach @(
        @{ Name = 'kimi-*'; Expected = 'kimi-k2', 'kimi-latest' }
        @{ Name = '*K2'; Expected = 'kimi-k2' }
        @{ Name = 'moonshot-v1'; Expected = 'moonshot-v1' }
        @{ Name = 'no*'; Expected = $null }
        @{ Name = 'moon*', '*latest'; Expected = 'moonshot-v1', 'kimi-latest' }
    ) {
        $service = Get-FreshService
        Add-Reply $server -Body '{"data":[{"id":"kimi-k2"},{"id":"kimi-latest"},{"id":"moonshot-v1"}]}'
        (Get-ChatModel $Name @service).Id | Should -BeExactly $Expected
        ($Name | Get-ChatModel @service).Id | Should -BeExactly $Expected
        @(Get-Request $server).Count | Should -Be 1
    }

    It 'uses the address, headers and key of a profile' {
        Set-ChatProvider work -BaseUri (Get-FreshService).BaseUri -KeyVariable STREAMPS_TEST_KEY -Headers @{ 'X-Team' = 'docs' }
        $env:STREAMPS_TEST_KEY = 'sk-of-work-123'
        Add-Reply $server -Body '{"data":[{"id":"a"}]}'
        (Get-ChatModel -Provider work).Provider | Should -BeExactly 'work'
        $headers = (Wait-RequestEnd $server).headers
        "$($headers.Authorization) $($headers.'X-Team')" | Should -BeExactly 'Bearer sk-of-work-123 docs'
    }
}

Describe 'A list of models' {
    BeforeEach {
        Clear-UserSetting
        Clear-LoopbackServer $server
        $script:service = Get-FreshService
        Add-Reply $server -Body '{"data":[{"id":"old"}]}'
    }

    It 'is asked for once' {
        (Get-ChatModel @service).Id | Should -BeExactly 'old'
        (Get-ChatModel @service).Id | Should -BeExactly 'old'
        @(Get-Request $server).Count | Should -Be 1
    }

    It 'is asked for again with -Refresh, and kept: once, however many names there are' {
        (Get-ChatModel @service).Id | Should -BeExactly 'old'
        Add-Reply $server -Body '{"data":[{"id":"new"},{"id":"newer"}]}'
        (Get-ChatModel 'newer', 'new' @service -Refresh).Id | Should -BeExactly 'newer', 'new'
        (Get-ChatModel @service).Id | Should -BeExactly 'new', 'newer'
        @(Get-Request $server).Count | Should -Be 2
    }

    It 'is each address''s own' {
        $other = Get-FreshService
        Add-Reply $server -Body '{"data":[{"id":"of another"}]}'
        (Get-ChatModel @service).Id | Should -BeExactly 'old'
        (Get-ChatModel @other).Id | Should -BeExactly 'of another'
    }

    It 'stays when asking again fails' {
        (Get-ChatModel @service).Id | Should -BeExactly 'old'
        Add-Reply $server -Status 500 -Body '{}'
        Get-ChatModel @service -Refresh -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        (Get-ChatModel @service).Id | Should -BeExactly 'old'
    }

    It 'is not kept when it never came' {
        Clear-LoopbackServer $server
        Add-Reply $server -Status 500 -Body '{}'
        Add-Reply $server -Body '{"data":[{"id":"old"}]}'
        Get-ChatModel @service -MaximumRetryCount 0 -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        (Get-ChatModel @service).Id | Should -BeExactly 'old'
    }

    It 'is each format''s own' {
        Add-Reply $server -Body '{"models":[{"name":"of Ollama"}]}'
        (Get-ChatModel @service).Id | Should -BeExactly 'old'
        (Get-ChatModel @service -Protocol Ollama).Id | Should -BeExactly 'of Ollama'
    }
}

Describe 'An address with the format''s own path' {
    BeforeEach {
        Clear-UserSetting
        Clear-LoopbackServer $server
    }

    It 'is as good as one without it: <Protocol> at <Path>' -ForEach @(
        @{ Protocol = 'OpenAIChat'; Path = '/chat/completions'; Expected = '/models' }
        @{ Protocol = 'OpenAIChat'; Path = '/chat/completions/?api-version=1'; Expected = '/models?api-version=1' }
        @{ Protocol = 'OpenAIResponses'; Path = '/responses'; Expected = '/models' }
        @{ Protocol = 'Anthropic'; Path = '/messages'; Expected = '/models' }
        @{ Protocol = 'Gemini'; Path = '/models/gemini-2.5-flash:streamGenerateContent?alt=sse'; Expected = '/models' }
        @{ Protocol = 'Ollama'; Path = '/api/chat'; Expected = '/api/tags' }
    ) {
        $address = (Get-FreshService).BaseUri
        Add-Reply $server -Body '{"data":[{"id":"a"}]}'
        (Get-ChatModel -BaseUri "$address$Path" -Protocol $Protocol).Id | Should -BeExactly 'a'
        (Wait-RequestEnd $server).path | Should -BeExactly "$(([uri]$address).AbsolutePath)$Expected"
    }

    It 'is asked as it is: <Protocol> at <Path>' -ForEach @(
        @{ Protocol = 'OpenAIChat'; Path = '/v1/chat/completions' }
        @{ Protocol = 'OpenAIResponses'; Path = '/v1/responses' }
        @{ Protocol = 'Anthropic'; Path = '/v1/messages' }
        @{ Protocol = 'DashScope'; Path = '/api/v1/services/aigc/text-generation/generation' }
        @{ Protocol = 'DashScope'; Path = '/api/v1/services/aigc/multimodal-generation/generation' }
        @{ Protocol = 'Gemini'; Path = '/v1beta/models/m:streamGenerateContent?alt=sse' }
        @{ Protocol = 'Ollama'; Path = '/api/chat' }
    ) {
        Add-Reply $server -Status 400 -Body '{}'
        Invoke-ChatStream 'Hi' -BaseUri "$($server.Address)$Path" -Protocol $Protocol -Model 'm' -ErrorAction SilentlyContinue
        (Wait-RequestEnd $server).path | Should -BeExactly $Path
    }
}

Describe 'Get-ChatModel -Verbose and -Debug' {
    BeforeEach {
        Clear-UserSetting
        Clear-LoopbackServer $server
        $script:service = Get-FreshService
        $script:key = 'sk-very-secret-0123456789'
    }

    It 'tell the address, the status and the request''s id, and the answer' {
        $body = '{"data":[{"id":"a","owned_by":"' + $key + '"}]}'
        Add-Reply $server -Body $body -Header @{ 'x-request-id' = "req-$key" }
        $VerbosePreference = $DebugPreference = 'Continue'
        $output = Get-ChatModel @service -ApiKey $key 4>&1 5>&1
        $output | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] } | ForEach-Object Message | Should -BeExactly "GET $($service.BaseUri)/models", 'HTTP 200, request id req-****'
        $output | Where-Object { $_ -is [System.Management.Automation.DebugRecord] } | ForEach-Object Message | Should -BeExactly "Answer: $($body.Replace($key, '****'))"
        @($output)[-1].Id | Should -BeExactly 'a'
    }

    It 'tell of a request that fails, before its error' {
        Add-Reply $server -Status 401 -Body '{"error":{"message":"No"}}' -Header @{ 'x-request-id' = 'req-1' }
        $output = @(Get-ChatModel @service -Verbose 4>&1 2>&1)
        $output[0..1].Message | Should -BeExactly "GET $($service.BaseUri)/models", 'HTTP 401, request id req-1'
        $output[2].FullyQualifiedErrorId | Should -BeExactly 'Unauthorized,StreamPS.Commands.GetChatModelCommand'
    }

    It 'never tell a key in the address, also when the service repeats it' {
        Add-Reply $server -Status 401 -Body '{"error":{"message":"No such key in /models?api-key=a%2Fb%2Bc-secret: a\/b\u002bc-secret"}}'
        $output = Get-ChatModel -BaseUri "$($service.BaseUri)?api-key=a%2Fb%2Bc-secret&x=1" -Verbose 4>&1 2>&1
        @($output)[0].Message | Should -BeExactly "GET $($service.BaseUri)/models?api-key=****&x=1"
        @($output)[-1].Exception.Message | Should -BeExactly 'Custom answered with an error (HTTP 401): No such key in /models?api-key=****: ****'
        (Wait-RequestEnd $server).path | Should -BeLike '*/models[?]api-key=a%2Fb%2Bc-secret&x=1'
    }
}

Describe 'Get-ChatModel without an answer' {
    BeforeEach {
        Clear-UserSetting
        Clear-LoopbackServer $server
    }

    It 'is <Id> for HTTP <Status>' -ForEach @(
        @{ Status = 401; Id = 'Unauthorized'; Category = 'AuthenticationError'; Body = '{"error":{"message":"Wrong key sk-very-secret-01","code":"invalid_api_key"}}'; Says = 'Custom answered with an error (HTTP 401, invalid_api_key): Wrong key ****' }
        @{ Status = 429; Id = 'RateLimited'; Category = 'QuotaExceeded'; Body = '{"error":{"message":"Slow down","type":"rate_limit_reached_error"}}'; Says = 'Custom answered with an error (HTTP 429, rate_limit_reached_error): Slow down' }
        @{ Status = 500; Id = 'ServiceError'; Category = 'NotSpecified'; Body = 'Sorry'; Says = 'Custom answered with an error (HTTP 500): Sorry' }
    ) {
        Add-Reply $server -Status $Status -Body $Body -Header @{ 'x-request-id' = 'req-1' }
        $failure = Get-Failure ((Get-FreshService) + @{ ApiKey = 'sk-very-secret-01'; Name = 'a', 'b' })
        $failure.FullyQualifiedErrorId | Should -BeExactly "$Id,StreamPS.Commands.GetChatModelCommand"
        $failure.Exception.Message | Should -BeExactly $Says
        "$($failure.CategoryInfo.Category)" | Should -BeExactly $Category
        $failure.Exception.RequestId | Should -BeExactly 'req-1'
        $failure.TargetObject | Should -BeExactly 'Custom'
        @(Get-Request $server).Count | Should -Be 1
    }

    It 'is ProtocolError for <Name>' -ForEach @(
        @{ Name = 'a web page'; Body = '<html><title>Sign in</title></html>' }
        @{ Name = 'damaged JSON'; Body = '{"data":[' }
        @{ Name = 'JSON that is no list'; Body = '{"data":{"id":"a"}}' }
        @{ Name = 'nothing'; Body = '' }
    ) {
        Add-Reply $server -Body $Body -ContentType 'text/html'
        $failure = Get-Failure
        $failure.FullyQualifiedErrorId | Should -BeExactly 'ProtocolError,StreamPS.Commands.GetChatModelCommand'
        $failure.Exception.Message | Should -BeLike 'Custom answered with something that is no list of models: *'
        "$($failure.CategoryInfo.Category)" | Should -BeExactly 'ProtocolError'
    }

    It 'is ConnectionLost when the connection breaks' {
        Add-Reply $server -Step '{"data":[', @{ delay = 20 }, @{ reset = $true }
        (Get-Failure).FullyQualifiedErrorId | Should -BeExactly 'ConnectionLost,StreamPS.Commands.GetChatModelCommand'
    }

    It 'is ConnectionFailed when nobody listens' {
        (Get-Failure @{ BaseUri = 'http://127.0.0.1:1/v1' }).FullyQualifiedErrorId | Should -BeExactly 'ConnectionFailed,StreamPS.Commands.GetChatModelCommand'
    }

    It 'is InvalidRequest for a format that has no list' {
        $failure = Get-Failure ((Get-FreshService) + @{ Protocol = 'DashScope' })
        $failure.FullyQualifiedErrorId | Should -BeExactly 'InvalidRequest,StreamPS.Commands.GetChatModelCommand'
        $failure.Exception.Message | Should -BeExactly 'Custom has no list of models.'
        @(Get-Request $server).Count | Should -Be 0
    }

    It 'ends the command when there is no key' {
        $record = try { Get-ChatModel -Provider Moonshot } catch { $_ }
        $record.FullyQualifiedErrorId | Should -BeExactly 'ApiKeyMissing,StreamPS.Commands.GetChatModelCommand'
    }
}
