BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../out/StreamPS') -Force
    Import-Module (Join-Path $PSScriptRoot 'LoopbackServer.psm1') -Force
    Import-Module (Join-Path $PSScriptRoot 'Settings.psm1') -Force
    $script:saved = Save-UserSetting $TestDrive
    $script:server = Start-LoopbackServer

    function Get-Failure {
        param([scriptblock] $Script)

        try { & $Script | Out-Null } catch { return $_ }
    }

    # A server with one reply, and a user without settings.
    function Clear-Scene {
        Clear-UserSetting
        Clear-LoopbackServer $server
        Add-Reply $server
    }

    # The only request that the server has seen.
    function Get-OnlyRequest {
        @(Get-Request $server).Count | Should -Be 1
        Wait-RequestEnd $server
    }

    function Get-ProviderName {
        param([hashtable] $Parameter = @{})

        Invoke-ChatStream 'Hi' @Parameter -MaxTokens 1 -CompletionVariable reply | Out-Null
        $reply.Provider
    }

    # A vault in the place of SecretManagement, which need not be installed.
    function Import-Vault {
        param([scriptblock] $GetSecret)

        New-Module -Name FakeVault -ArgumentList $GetSecret -ScriptBlock {
            param($script)
            $script:answer = $script
            function Get-Secret {
                [CmdletBinding()]
                param([string] $Name, [string] $Vault)
                & $answer $Name $Vault
            }
            Export-ModuleMember -Function Get-Secret
        } | Import-Module -Global -Force
    }

    function Get-SecureText {
        param([string] $Text)

        [System.Net.NetworkCredential]::new('', $Text).SecurePassword
    }
}

AfterAll {
    Restore-UserSetting $saved
    Stop-LoopbackServer $server
}

Describe 'The provider of a request' {
    BeforeEach { Clear-Scene }

    It 'is the one that -Provider names: <Name>' -ForEach @(
        @{ Name = 'Moonshot'; Expected = 'Moonshot' }
        @{ Name = 'kimi'; Expected = 'Moonshot' }
        @{ Name = 'Azure'; Expected = 'AzureOpenAI' }
        @{ Name = 'lmstudio'; Expected = 'LMStudio' }
    ) {
        Get-ProviderName @{ Provider = $Name; BaseUri = $server.BaseUri; ApiKey = 'sk-12345678' } | Should -BeExactly $Expected
        (Get-OnlyRequest).path | Should -BeExactly '/v1/chat/completions'
    }

    It 'is the profile that -Provider names, in any case' {
        Set-ChatProvider work -BaseUri $server.BaseUri -Model 'm'
        Get-ProviderName @{ Provider = 'WORK' } | Should -BeExactly 'work'
    }

    It 'that is unknown ends the command and lists the known ones and the profiles' {
        Set-ChatProvider work -Provider Demo
        $failure = Get-Failure { Invoke-ChatStream 'Hi' -Provider Nobody }
        $failure.FullyQualifiedErrorId | Should -BeExactly 'UnknownProvider,StreamPS.Commands.InvokeChatStreamCommand'
        $failure.Exception.Message | Should -BeLike "There is no provider 'Nobody'. The known ones are OpenAI, OpenAIResponses, AzureOpenAI, *, VLLM, Demo; your profiles are work."
    }

    It 'is the default profile where none is named, whatever the environment says' {
        Set-ChatProvider work -Provider Demo -Default
        $env:STREAMPS_PROVIDER = 'Moonshot'
        $env:OPENAI_API_KEY = 'sk-1111111111'
        Get-ProviderName | Should -BeExactly 'work'
    }

    It 'is the one named where there is a default profile, too' {
        Set-ChatProvider work -Provider Moonshot -Default
        Get-ProviderName @{ Provider = 'Demo' } | Should -BeExactly 'Demo'
    }

    It 'is the one that STREAMPS_PROVIDER names, whatever keys there are' {
        $env:STREAMPS_PROVIDER = 'demo'
        $env:OPENAI_API_KEY = 'sk-1111111111'
        $env:MOONSHOT_API_KEY = 'sk-2222222222'
        Get-ProviderName | Should -BeExactly 'Demo'
    }

    It 'is the profile that STREAMPS_PROVIDER names, in any case' {
        Set-ChatProvider work -Provider Demo
        $env:STREAMPS_PROVIDER = 'WORK'
        $env:OPENAI_API_KEY = 'sk-1111111111'
        Get-ProviderName | Should -BeExactly 'work'
    }

    It 'is none where STREAMPS_PROVIDER names nothing: the error says where the name comes from' {
        Set-ChatProvider work -Provider Demo
        $env:STREAMPS_PROVIDER = 'wrok'
        $failure = Get-Failure { Invoke-ChatStream 'Hi' }
        $failure.FullyQualifiedErrorId | Should -BeExactly 'UnknownProvider,StreamPS.Commands.InvokeChatStreamCommand'
        $failure.Exception.Message | Should -BeLike "There is no provider 'wrok', which STREAMPS_PROVIDER names. The known ones are OpenAI, *, Demo; your profiles are work."
    }

    It 'is the only one whose key is in the environment: <Variable>' -ForEach @(
        @{ Variable = 'AZURE_OPENAI_API_KEY'; Expected = 'AzureOpenAI' }
        # Two formats of one service: the first is meant.
        @{ Variable = 'OPENAI_API_KEY'; Expected = 'OpenAI' }
        @{ Variable = 'MEGALLM_API_KEY'; Expected = 'MegaLLM' }
        @{ Variable = 'DASHSCOPE_API_KEY'; Expected = 'DashScope' }
    ) {
        [Environment]::SetEnvironmentVariable($Variable, 'sk-12345678')
        $env:AZURE_OPENAI_ENDPOINT = 'https://127.0.0.1:1'
        # What it would send goes to nobody: only the choice counts here.
        Invoke-ChatStream 'Hi' -Model 'm' -Proxy 'http://127.0.0.1:1' -CompletionVariable reply -ErrorAction SilentlyContinue
        $reply.Provider | Should -BeExactly $Expected
    }

    It 'is not chosen where several keys are in the environment: the error lists them' {
        $env:OPENAI_API_KEY = 'sk-1111111111'
        $env:MOONSHOT_API_KEY = 'sk-2222222222'
        $env:MEGALLM_API_KEY = 'sk-3333333333'
        $failure = Get-Failure { Invoke-ChatStream 'Hi' }
        $failure.FullyQualifiedErrorId | Should -BeExactly 'ProviderNotChosen,StreamPS.Commands.InvokeChatStreamCommand'
        $failure.Exception.Message | Should -BeExactly 'The environment has the keys of OpenAI, Moonshot, MegaLLM: name the one to use, set a default with Set-ChatProvider, or set STREAMPS_PROVIDER.'
    }

    It 'is not chosen where no key is there' {
        $failure = Get-Failure { Invoke-ChatStream 'Hi' }
        $failure.FullyQualifiedErrorId | Should -BeExactly 'ProviderNotChosen,StreamPS.Commands.InvokeChatStreamCommand'
        $failure.Exception.Message | Should -BeLike 'No provider was named, and the environment has no key of one. Name one of OpenAI, *, Demo; Demo needs no key and no network.'
    }

    It 'that a default profile or its file does not have any more ends the command' {
        Write-ProfileFile '{ "version": 1, "default": "gone", "profiles": {} }'
        $failure = Get-Failure { Invoke-ChatStream 'Hi' }
        $failure.FullyQualifiedErrorId | Should -BeExactly 'UnknownProvider,StreamPS.Commands.InvokeChatStreamCommand'
        $failure.Exception.Message | Should -BeLike "There is no provider 'gone'. The known ones are *; there are no profiles."
    }
}

Describe '-BaseUri without -Provider' {
    BeforeEach { Clear-Scene }

    It 'sends no key, whatever the environment and the default profile have' {
        $env:OPENAI_API_KEY = 'sk-1111111111'
        $env:STREAMPS_PROVIDER = 'OpenAI'
        Set-ChatProvider work -Provider OpenAI -Model 'm' -Headers @{ 'X-Team' = 'docs' } -Temperature 1 -Default
        Get-ProviderName @{ BaseUri = $server.BaseUri } | Should -BeExactly 'Custom'
        $request = Get-OnlyRequest
        $request.headers.PSObject.Properties.Name | Should -Not -Contain 'Authorization'
        $request.headers.PSObject.Properties.Name | Should -Not -Contain 'X-Team'
        $request.json.PSObject.Properties.Name | Should -Not -Contain 'model'
        $request.json.PSObject.Properties.Name | Should -Not -Contain 'temperature'
    }

    It 'sends the key that is given' {
        Invoke-ChatStream 'Hi' -BaseUri $server.BaseUri -ApiKey 'sk-given-123' | Out-Null
        (Get-OnlyRequest).headers.Authorization | Should -BeExactly 'Bearer sk-given-123'
    }
}

Describe 'AzureOpenAI' {
    BeforeEach { Clear-Scene }

    It 'is asked at AZURE_OPENAI_ENDPOINT, with the key in api-key' {
        $env:AZURE_OPENAI_ENDPOINT = "$($server.Address)/openai/v1"
        $env:AZURE_OPENAI_API_KEY = 'azure-key-0123456789'
        (Invoke-ChatStream 'Hi' -Provider Azure -Model 'my-deployment') -join '' | Should -BeExactly 'Hello'
        $request = Get-OnlyRequest
        $request.path | Should -BeExactly '/openai/v1/chat/completions'
        $request.headers.'api-key' | Should -BeExactly 'azure-key-0123456789'
        $request.headers.PSObject.Properties.Name | Should -Not -Contain 'Authorization'
        $request.json.model | Should -BeExactly 'my-deployment'
    }

    It 'takes a header of one''s own in the place of the key' {
        $given = @{ BaseUri = $server.BaseUri; Headers = @{ 'API-Key' = 'mine-12345' }; Model = 'm' }
        Invoke-ChatStream 'Hi' -Provider AzureOpenAI @given | Out-Null
        (Get-OnlyRequest).headers.'api-key' | Should -BeExactly 'mine-12345'
    }

    It 'without an address ends the command and names the variable' {
        $env:AZURE_OPENAI_API_KEY = 'azure-key-0123456789'
        $failure = Get-Failure { Invoke-ChatStream 'Hi' -Provider AzureOpenAI }
        $failure.FullyQualifiedErrorId | Should -BeExactly 'InvalidRequest,StreamPS.Commands.InvokeChatStreamCommand'
        $failure.Exception.Message | Should -BeExactly 'AzureOpenAI has an address of its own for each customer: set the environment variable AZURE_OPENAI_ENDPOINT or give the address.'
    }
}

Describe 'A profile' {
    BeforeEach { Clear-Scene }

    It 'sends its model, headers, options and key' {
        Set-ChatProvider work -Provider Moonshot -BaseUri $server.BaseUri -Model 'kimi-k2' -KeyVariable STREAMPS_TEST_KEY -Headers @{ 'X-Team' = 'docs' } -Temperature 0.3 -TopP 0.5 -MaxTokens 7
        $env:STREAMPS_TEST_KEY = 'sk-of-work-123'
        $env:MOONSHOT_API_KEY = 'sk-of-nobody-123'
        Invoke-ChatStream 'Hi' -Provider work -CompletionVariable reply | Out-Null
        $request = Get-OnlyRequest
        $request.headers.Authorization | Should -BeExactly 'Bearer sk-of-work-123'
        $request.headers.'X-Team' | Should -BeExactly 'docs'
        "$($request.json.model) $($request.json.temperature) $($request.json.top_p) $($request.json.max_tokens)" | Should -BeExactly 'kimi-k2 0.3 0.5 7'
        $reply.Provider | Should -BeExactly 'work'
    }

    It 'yields to what the command says' {
        Set-ChatProvider work -BaseUri 'http://127.0.0.1:1/v1' -Model 'kimi-k2' -Headers @{ 'X-Team' = 'docs'; 'X-Area' = 'one' } -Temperature 0.3 -TopP 0.5 -MaxTokens 7
        $given = @{ BaseUri = $server.BaseUri; Model = 'other'; ApiKey = 'sk-given-123'; Headers = @{ 'x-team' = 'tests' }; Temperature = 0; TopP = 1; MaxTokens = 9 }
        Invoke-ChatStream 'Hi' -Provider work @given | Out-Null
        $request = Get-OnlyRequest
        $request.headers.Authorization | Should -BeExactly 'Bearer sk-given-123'
        $request.headers.'X-Team' | Should -BeExactly 'tests'
        $request.headers.'X-Area' | Should -BeExactly 'one'
        "$($request.json.model) $($request.json.temperature) $($request.json.top_p) $($request.json.max_tokens)" | Should -BeExactly 'other 0 1 9'
    }

    It 'takes the rest from its provider: <Parameter>' -ForEach @(
        @{ Parameter = 'model'; Expected = 'kimi-k2-turbo-preview' }
        @{ Parameter = 'key'; Expected = 'Bearer sk-of-moonshot-123' }
    ) {
        Set-ChatProvider work -Provider Kimi -BaseUri $server.BaseUri
        $env:MOONSHOT_API_KEY = 'sk-of-moonshot-123'
        Invoke-ChatStream 'Hi' -Provider work | Out-Null
        $request = Get-OnlyRequest
        $(if ($Parameter -eq 'key') { $request.headers.Authorization } else { $request.json.model }) | Should -BeExactly $Expected
    }

    It 'whose variable is not set is ApiKeyMissing, and names it' {
        Set-ChatProvider work -BaseUri $server.BaseUri -KeyVariable STREAMPS_TEST_KEY
        $failure = Get-Failure { Invoke-ChatStream 'Hi' -Provider work }
        $failure.FullyQualifiedErrorId | Should -BeExactly 'ApiKeyMissing,StreamPS.Commands.InvokeChatStreamCommand'
        $failure.Exception.Message | Should -BeExactly 'work needs a key: set the environment variable STREAMPS_TEST_KEY or give a key. The Demo provider needs none.'
        @(Get-Request $server).Count | Should -Be 0
    }
}

Describe 'A key in a vault' {
    BeforeEach {
        Clear-Scene
        Set-ChatProvider work -Provider Moonshot -BaseUri $server.BaseUri -SecretName 'MoonshotKey'
    }

    AfterEach { Remove-Module FakeVault -Force -ErrorAction Ignore }

    It 'is read when it is <Name>' -ForEach @(
        @{ Name = 'a SecureString'; Make = { Get-SecureText 'sk-of-vault-123' } }
        @{ Name = 'a text'; Make = { 'sk-of-vault-123' } }
        @{ Name = 'a credential'; Make = { [pscredential]::new('me', (Get-SecureText 'sk-of-vault-123')) } }
    ) {
        $secret = & $Make
        Import-Vault { $secret }.GetNewClosure()
        $env:MOONSHOT_API_KEY = 'sk-of-nobody-123'
        Invoke-ChatStream 'Hi' -Provider work | Out-Null
        (Get-OnlyRequest).headers.Authorization | Should -BeExactly 'Bearer sk-of-vault-123'
    }

    It 'is asked for by its name, and by its vault if there is one' {
        $asked = [System.Collections.ArrayList]::new()
        Import-Vault { param($name, $vault) [void]$asked.Add("$name in '$vault'"); 'sk-of-vault-123' }.GetNewClosure()
        Invoke-ChatStream 'Hi' -Provider work | Out-Null
        Set-ChatProvider work -SecretVault 'Mine'
        Add-Reply $server
        Invoke-ChatStream 'Hi' -Provider work | Out-Null
        $asked | Should -BeExactly "MoonshotKey in ''", "MoonshotKey in 'Mine'"
    }

    It 'is not asked for where -ApiKey is given' {
        Import-Vault { throw 'The vault is locked.' }
        Invoke-ChatStream 'Hi' -Provider work -ApiKey 'sk-given-123' | Out-Null
        (Get-OnlyRequest).headers.Authorization | Should -BeExactly 'Bearer sk-given-123'
    }

    It 'is ApiKeyMissing where SecretManagement is missing' {
        if (Get-Command Get-Secret -ErrorAction Ignore) { Set-ItResult -Skipped -Because 'SecretManagement is installed here' }

        $failure = Get-Failure { Invoke-ChatStream 'Hi' -Provider work }
        $failure.FullyQualifiedErrorId | Should -BeExactly 'ApiKeyMissing,StreamPS.Commands.InvokeChatStreamCommand'
        $failure.Exception.Message | Should -BeExactly "The profile 'work' has its key in a vault, and the module Microsoft.PowerShell.SecretManagement, which opens vaults, isn't there."
        @(Get-Request $server).Count | Should -Be 0
    }

    It 'is ApiKeyMissing and one clear error where the vault <Name>' -ForEach @(
        @{ Name = 'throws'; Answer = { throw 'The vault is locked.' }; Says = "The vault doesn't give the secret 'MoonshotKey' of the profile 'work': The vault is locked." }
        @{ Name = 'writes an error'; Answer = { Write-Error 'The secret was not found.' -ErrorAction Stop }; Says = "The vault doesn't give the secret 'MoonshotKey' of the profile 'work': *The secret was not found." }
        @{ Name = 'gives nothing'; Answer = { }; Says = "The secret 'MoonshotKey' of the profile 'work' is no text." }
        @{ Name = 'gives something else'; Answer = { @{ key = 1 } }; Says = "The secret 'MoonshotKey' of the profile 'work' is no text." }
        @{ Name = 'gives an empty text'; Answer = { '' }; Says = 'The key is empty.' }
    ) {
        Import-Vault $Answer
        $failure = Get-Failure { Invoke-ChatStream 'Hi' -Provider work 2>&1 | ForEach-Object { throw 'This is a second error.' } }
        $failure.FullyQualifiedErrorId | Should -BeExactly 'ApiKeyMissing,StreamPS.Commands.InvokeChatStreamCommand'
        $failure.Exception.Message | Should -BeLike $Says
        "$($failure.CategoryInfo.Category)" | Should -BeExactly 'AuthenticationError'
        @(Get-Request $server).Count | Should -Be 0
    }
}
