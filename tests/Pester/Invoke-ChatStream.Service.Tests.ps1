BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../out/StreamPS') -Force
    Import-Module (Join-Path $PSScriptRoot 'LoopbackServer.psm1') -Force
    Import-Module (Join-Path $PSScriptRoot 'Settings.psm1') -Force
    $script:server = Start-LoopbackServer -Tls -Proxy
    $script:service = @{ BaseUri = $server.BaseUri }

    # What this machine has in its environment, and its user in profiles, must not decide what is asked.
    $script:saved = Save-UserSetting $TestDrive

    function Get-Failure {
        param([scriptblock] $Script)

        try { & $Script | Out-Null } catch { return $_ }
    }
}

AfterAll {
    Restore-UserSetting $saved
    Stop-LoopbackServer $server
}

Describe '-Provider' {
    BeforeEach {
        Clear-UserSetting
        Clear-LoopbackServer $server
        Add-Reply $server
    }

    It 'brings the default model and the name of the completion''s provider: <Name> asks <Model>' -ForEach @(
        @{ Name = 'OpenAI'; Model = 'gpt-4o-mini'; Provider = 'OpenAI' }
        @{ Name = 'Moonshot'; Model = 'kimi-k2-turbo-preview'; Provider = 'Moonshot' }
        @{ Name = 'kimi'; Model = 'kimi-k2-turbo-preview'; Provider = 'Moonshot' }
        @{ Name = 'MEGALLM'; Model = 'gpt-4'; Provider = 'MegaLLM' }
        @{ Name = 'DashScope'; Model = 'qwen-plus'; Provider = 'DashScope' }
        @{ Name = 'Qwen'; Model = 'qwen-plus'; Provider = 'DashScope' }
    ) {
        Invoke-ChatStream 'Hi' @service -Provider $Name -ApiKey 'sk-12345678' -CompletionVariable reply | Out-Null
        (Wait-RequestEnd $server).json.model | Should -BeExactly $Model
        $reply.Provider | Should -BeExactly $Provider
    }

    It 'yields to -Model' {
        Invoke-ChatStream 'Hi' @service -Provider Moonshot -ApiKey 'sk-12345678' -Model 'kimi-k2' | Out-Null
        (Wait-RequestEnd $server).json.model | Should -BeExactly 'kimi-k2'
    }

    It 'gives -MaxTokens the name that OpenAI wants' {
        Invoke-ChatStream 'Hi' @service -Provider OpenAI -ApiKey 'sk-12345678' -MaxTokens 5 | Out-Null
        (Wait-RequestEnd $server).json.max_completion_tokens | Should -Be 5
    }

    It 'that is unknown ends the command and lists the known ones' {
        $record = Get-Failure { Invoke-ChatStream 'Hi' -Provider 'Nobody' }
        $record.FullyQualifiedErrorId | Should -BeExactly 'UnknownProvider,StreamPS.Commands.InvokeChatStreamCommand'
        $record.Exception.Message | Should -BeExactly "There is no provider 'Nobody'. The known ones are $((Get-ChatProvider | Where-Object { -not $_.IsProfile }).Name -join ', '); there are no profiles."
        "$($record.CategoryInfo.Category)" | Should -BeExactly 'ObjectNotFound'
        $record.TargetObject | Should -BeExactly 'Nobody'
        $record.ErrorDetails.RecommendedAction | Should -BeLike '*-BaseUri*'
    }

    It 'that is missing ends the command when the environment has no key' {
        $record = Get-Failure { Invoke-ChatStream 'Hi' }
        $record.FullyQualifiedErrorId | Should -BeExactly 'ProviderNotChosen,StreamPS.Commands.InvokeChatStreamCommand'
        $record.Exception.Message | Should -BeExactly "No provider was named, and the environment has no key of one. Name one of $((Get-ChatProvider).Name -join ', '); Demo needs no key and no network."
        "$($record.CategoryInfo.Category)" | Should -BeExactly 'InvalidArgument'
    }

    It 'that is missing ends the command when the environment has several keys' {
        $env:OPENAI_API_KEY = 'sk-1111111111'
        $env:MOONSHOT_API_KEY = 'sk-2222222222'
        $record = Get-Failure { Invoke-ChatStream 'Hi' }
        $record.FullyQualifiedErrorId | Should -BeExactly 'ProviderNotChosen,StreamPS.Commands.InvokeChatStreamCommand'
        $record.Exception.Message | Should -BeExactly 'The environment has the keys of OpenAI, Moonshot: name the one to use, set a default with Set-ChatProvider, or set STREAMPS_PROVIDER.'
    }

    It 'comes from STREAMPS_PROVIDER' {
        $env:STREAMPS_PROVIDER = 'Demo'
        Invoke-ChatStream 'Hi' -MaxTokens 1 -CompletionVariable reply | Out-Null
        $reply.Provider | Should -BeExactly 'Demo'
    }

    It 'in STREAMPS_PROVIDER yields to -Provider' {
        $env:STREAMPS_PROVIDER = 'Nobody'
        Invoke-ChatStream 'Hi' -Provider Demo -MaxTokens 1 | Should -Not -BeNullOrEmpty
    }

    It 'in STREAMPS_PROVIDER that is unknown ends the command' {
        $env:STREAMPS_PROVIDER = 'Nobody'
        (Get-Failure { Invoke-ChatStream 'Hi' }).FullyQualifiedErrorId | Should -BeExactly 'UnknownProvider,StreamPS.Commands.InvokeChatStreamCommand'
    }

    It 'in STREAMPS_PROVIDER sends no key to -BaseUri' {
        $env:STREAMPS_PROVIDER = 'Moonshot'
        $env:MOONSHOT_API_KEY = 'sk-from-environment'
        Invoke-ChatStream 'Hi' @service | Out-Null
        (Wait-RequestEnd $server).headers.PSObject.Properties.Name | Should -Not -Contain 'Authorization'
    }

    It 'is completed by the Tab key' {
        $line = 'Invoke-ChatStream -Provider '
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Select-Object -First 7 | Should -Be 'OpenAI', 'OpenAIResponses', 'AzureOpenAI', 'Azure', 'Anthropic', 'Claude', 'Moonshot'
    }

    It 'is completed by the Tab key from its beginning, in any case, also in quotes: <Word>' -ForEach @(
        @{ Word = 'k'; Expected = 'Kimi', 'KimiGlobal' }
        @{ Word = 'DEM'; Expected = 'Demo' }
        @{ Word = "'mo"; Expected = 'Moonshot', 'MoonshotGlobal' }
    ) {
        $line = "Invoke-ChatStream -Provider $Word"
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | ForEach-Object { $_.Trim("'") } | Should -Be $Expected
    }

    It 'is explained beside its completion' {
        $line = 'Invoke-ChatStream -Provider Moon'
        (TabExpansion2 $line $line.Length).CompletionMatches[0].ToolTip | Should -BeExactly 'Moonshot: https://api.moonshot.cn/v1, key in MOONSHOT_API_KEY'
    }
}

Describe '-ApiKey' {
    BeforeEach {
        Clear-UserSetting
        Clear-LoopbackServer $server
        Add-Reply $server
    }

    It 'is sent as a bearer token when it is <Name>' -ForEach @(
        @{ Name = 'a text'; Value = 'sk-12345678' }
        @{ Name = 'a SecureString'; Value = [System.Net.NetworkCredential]::new('', 'sk-12345678').SecurePassword }
        @{ Name = 'a credential'; Value = [pscredential]::new('me', [System.Net.NetworkCredential]::new('', 'sk-12345678').SecurePassword) }
        @{ Name = 'a text with white space around it'; Value = " sk-12345678`n" }
    ) {
        Invoke-ChatStream 'Hi' @service -ApiKey $Value | Out-Null
        (Wait-RequestEnd $server).headers.Authorization | Should -BeExactly 'Bearer sk-12345678'
    }

    It 'comes from <Variable> for <Provider>' -ForEach @(
        @{ Provider = 'OpenAI'; Variable = 'OPENAI_API_KEY' }
        @{ Provider = 'Moonshot'; Variable = 'MOONSHOT_API_KEY' }
        @{ Provider = 'MegaLLM'; Variable = 'MEGALLM_API_KEY' }
        @{ Provider = 'DashScope'; Variable = 'DASHSCOPE_API_KEY' }
    ) {
        [Environment]::SetEnvironmentVariable($Variable, 'sk-from-environment')
        Invoke-ChatStream 'Hi' @service -Provider $Provider | Out-Null
        (Wait-RequestEnd $server).headers.Authorization | Should -BeExactly 'Bearer sk-from-environment'
    }

    It 'goes before the environment variable' {
        $env:MOONSHOT_API_KEY = 'sk-from-environment'
        Invoke-ChatStream 'Hi' @service -Provider Moonshot -ApiKey 'sk-given' | Out-Null
        (Wait-RequestEnd $server).headers.Authorization | Should -BeExactly 'Bearer sk-given'
    }

    It 'that is missing ends the command, names the variable and the provider that needs none' {
        $record = Get-Failure { Invoke-ChatStream 'Hi' @service -Provider Moonshot }
        $record.FullyQualifiedErrorId | Should -BeExactly 'ApiKeyMissing,StreamPS.Commands.InvokeChatStreamCommand'
        $record.Exception.Message | Should -BeExactly 'Moonshot needs a key: set the environment variable MOONSHOT_API_KEY or give a key. The Demo provider needs none.'
        "$($record.CategoryInfo.Category)" | Should -BeExactly 'AuthenticationError'
        $record.ErrorDetails.RecommendedAction | Should -BeExactly "Give -ApiKey or set the environment variable named. '-Provider Demo' needs no key."
        @(Get-Request $server).Count | Should -Be 0
    }

    It 'that is missing is no error where -Headers has an authorization' {
        Invoke-ChatStream 'Hi' @service -Provider Moonshot -Headers @{ Authorization = 'Bearer mine' } | Out-Null
        (Wait-RequestEnd $server).headers.Authorization | Should -BeExactly 'Bearer mine'
    }

    It 'ends the command when it is <Name>' -ForEach @(
        @{ Name = 'empty'; Value = ''; Id = 'ApiKeyMissing' }
        @{ Name = 'an empty SecureString'; Value = [securestring]::new(); Id = 'ApiKeyMissing' }
        @{ Name = 'broken by a line end'; Value = "sk-123`r`nX-Evil: 1"; Id = 'InvalidRequest' }
    ) {
        $record = Get-Failure { Invoke-ChatStream 'Hi' @service -ApiKey $Value }
        $record.FullyQualifiedErrorId | Should -BeExactly "$Id,StreamPS.Commands.InvokeChatStreamCommand"
        "$record $($record.Exception)" | Should -Not -Match 'sk-123'
        @(Get-Request $server).Count | Should -Be 0
    }

    It 'is not taken from the pipeline' {
        (Get-Command Invoke-ChatStream).Parameters.ApiKey.Attributes.Where({ $_ -is [Parameter] }).ValueFromPipelineByPropertyName | Should -Not -Contain $true
    }
}

Describe '-BaseUri' {
    BeforeEach {
        Clear-UserSetting
        Clear-LoopbackServer $server
        Add-Reply $server
    }

    It 'is what precedes the protocol''s path: <Path> gives <Expected>' -ForEach @(
        @{ Path = '/v1'; Expected = '/v1/chat/completions' }
        @{ Path = '/v1/'; Expected = '/v1/chat/completions' }
        @{ Path = ''; Expected = '/chat/completions' }
        @{ Path = '/v1/chat/completions'; Expected = '/v1/chat/completions' }
        @{ Path = '/api/v3?api-version=2'; Expected = '/api/v3/chat/completions?api-version=2' }
    ) {
        Invoke-ChatStream 'Hi' -BaseUri "$($server.Address)$Path" | Out-Null
        (Wait-RequestEnd $server).path | Should -BeExactly $Expected
    }

    It 'that is no address of the web ends the command: <_>' -ForEach 'localhost:8080', 'ftp://127.0.0.1/v1', '/v1', 'file:///etc/passwd', 'service' {
        $uri = $_
        $record = Get-Failure { Invoke-ChatStream 'Hi' -BaseUri $uri }
        $record.FullyQualifiedErrorId | Should -BeExactly 'InvalidRequest,StreamPS.Commands.InvokeChatStreamCommand'
        $record.Exception.Message | Should -BeExactly "'$uri' isn't an address of a service: it has to begin with http:// or https://, for example https://api.moonshot.cn/v1."
        $record.TargetObject | Should -BeExactly $uri
    }
}

Describe '-SkipCertificateCheck' {
    BeforeEach {
        Clear-LoopbackServer $server
        Add-Reply $server 'Hel', 'lo'
    }

    It 'makes a certificate that nobody vouches for do' {
        (Invoke-ChatStream 'Hi' -BaseUri $server.SecureBaseUri -SkipCertificateCheck) -join '' | Should -BeExactly 'Hello'
    }

    It 'is needed for that, also after a call that had it' {
        Invoke-ChatStream 'Hi' -BaseUri $server.SecureBaseUri -SkipCertificateCheck | Out-Null
        Invoke-ChatStream 'Hi' -BaseUri $server.SecureBaseUri -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -BeExactly 'TlsFailure,StreamPS.Commands.InvokeChatStreamCommand'
        @(Get-Request $server).Count | Should -Be 1
    }
}

Describe '-Proxy' {
    BeforeAll { $script:guarded = Start-LoopbackServer -ProxyLogin 'ada:secret-word' }

    AfterAll { Stop-LoopbackServer $guarded }

    BeforeEach {
        Clear-LoopbackServer $server
        Clear-LoopbackServer $guarded
        Add-Reply $server 'Hel', 'lo'
        Add-Reply $guarded 'Hel', 'lo'
    }

    It 'is on the way of the request' {
        (Invoke-ChatStream 'Hi' @service -Proxy $server.ProxyAddress) -join '' | Should -BeExactly 'Hello'
        (Wait-RequestEnd $server).headers.Via | Should -BeExactly '1.1 loopback'
    }

    It 'is not on the way of the next request without it' {
        Invoke-ChatStream 'Hi' @service -Proxy $server.ProxyAddress | Out-Null
        Add-Reply $server
        Invoke-ChatStream 'Hi' @service | Out-Null
        (Wait-RequestEnd $server 1).headers.PSObject.Properties.Name | Should -Not -Contain 'Via'
    }

    It 'is told who asks, by -ProxyCredential' {
        $credential = [pscredential]::new('ada', [System.Net.NetworkCredential]::new('', 'secret-word').SecurePassword)
        (Invoke-ChatStream 'Hi' -BaseUri $guarded.BaseUri -Proxy $guarded.ProxyAddress -ProxyCredential $credential) -join '' | Should -BeExactly 'Hello'
        $headers = (Wait-RequestEnd $guarded).headers
        $headers.Via | Should -BeExactly '1.1 loopback'
        $headers.PSObject.Properties.Name | Should -Not -Contain 'Proxy-Authorization'
    }

    It 'that wants to know who asks and is not told is a ProxyFailure' {
        Invoke-ChatStream 'Hi' -BaseUri $guarded.BaseUri -Proxy $guarded.ProxyAddress -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure[0].FullyQualifiedErrorId | Should -BeExactly 'ProxyFailure,StreamPS.Commands.InvokeChatStreamCommand'
        $failure[0].ErrorDetails.RecommendedAction | Should -BeExactly 'Check -Proxy and -ProxyCredential.'
        @(Get-Request $guarded).Count | Should -Be 0
    }

    It 'that nobody runs is a ProxyFailure' {
        $listener = [System.Net.Sockets.TcpListener]::new([System.Net.IPAddress]::Loopback, 0)
        $listener.Start()
        $address = "http://127.0.0.1:$($listener.LocalEndpoint.Port)"
        $listener.Stop()
        Invoke-ChatStream 'Hi' @service -Proxy $address -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure[0].FullyQualifiedErrorId | Should -BeExactly 'ProxyFailure,StreamPS.Commands.InvokeChatStreamCommand'
        $failure[0].Exception.Message | Should -BeLike "There is no connection to the proxy $($address): *"
    }

    It 'that is no address ends the command' {
        $record = Get-Failure { Invoke-ChatStream 'Hi' @service -Proxy 'localhost:8080' }
        $record.FullyQualifiedErrorId | Should -BeExactly 'InvalidRequest,StreamPS.Commands.InvokeChatStreamCommand'
        $record.Exception.Message | Should -BeExactly "'localhost:8080' isn't an address of a proxy: it has to begin with http://, https:// or socks5://."
    }

    It 'passes the end of reading on to the service' {
        Clear-LoopbackServer $server
        Add-Reply $server -Step (Get-Frame 'one'), (Get-Frame 'two'), @{ stall = $true }
        Invoke-ChatStream 'Hi' @service -Proxy $server.ProxyAddress | Select-Object -First 1 | Out-Null
        (Wait-RequestEnd $server).end | Should -Be 'ClientClosed'
    }
}
