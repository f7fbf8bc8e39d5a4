BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../out/StreamPS') -Force
    Import-Module (Join-Path $PSScriptRoot 'Settings.psm1') -Force
    $script:saved = Save-UserSetting $TestDrive
}

AfterAll { Restore-UserSetting $saved }

Describe 'Get-ChatProvider' {
    BeforeEach { Clear-UserSetting }

    It 'lists all providers in their order' {
        (Get-ChatProvider).Name | Should -BeExactly @(
            'OpenAI', 'OpenAIResponses', 'AzureOpenAI', 'Anthropic', 'Moonshot', 'MoonshotGlobal', 'MegaLLM', 'MegaLLMAnthropic', 'DashScope', 'DashScopeIntl',
            'DashScopeNative', 'DashScopeNativeIntl', 'DeepSeek', 'Gemini', 'OpenRouter', 'Groq', 'Mistral', 'XAI', 'Zhipu', 'SiliconFlow', 'Ollama', 'LMStudio',
            'LlamaCpp', 'VLLM', 'Demo')
        Test-Path (Split-Path (Get-ProfilePath)) | Should -BeFalse
    }

    It 'lists profiles before them, by name' {
        Set-ChatProvider work -Provider Demo
        Set-ChatProvider Alpha -Provider Demo
        (Get-ChatProvider | Select-Object -First 3).Name | Should -BeExactly 'Alpha', 'work', 'OpenAI'
    }

    It 'tells what there is to know of a provider' {
        $entry = Get-ChatProvider Moonshot
        $entry | Should -BeOfType 'StreamPS.Commands.ChatProviderEntry'
        "$entry" | Should -BeExactly 'Moonshot'
        "$($entry.Protocol) $($entry.BaseUri) $($entry.Model) $($entry.KeyVariable)" | Should -BeExactly 'OpenAIChat https://api.moonshot.cn/v1 kimi-k2-turbo-preview MOONSHOT_API_KEY'
        "$($entry.Capabilities)" | Should -BeExactly 'Tools, Images, JsonSchema, SeveralReplies, Reasoning'
        $entry.IsProfile, $entry.IsDefault, $entry.HasKey | Should -Be $false, $false, $false
        $entry.BasedOn, $entry.SecretName, $entry.Profile | Should -Be $null, $null, $null
    }

    It 'tells what there is to know of a profile' {
        Set-ChatProvider work -Provider Kimi -Model 'kimi-k2' -KeyVariable STREAMPS_TEST_KEY -Headers @{ 'X-Team' = 'docs' } -Temperature 0.3 -Default
        $entry = Get-ChatProvider WORK
        "$($entry.Name) $($entry.BasedOn) $($entry.Protocol) $($entry.BaseUri) $($entry.Model) $($entry.KeyVariable)" |
            Should -BeExactly 'work Kimi OpenAIChat https://api.moonshot.cn/v1 kimi-k2 STREAMPS_TEST_KEY'
        $entry.IsProfile, $entry.IsDefault, $entry.HasKey | Should -Be $true, $true, $false
        $entry.Profile.Headers['x-team'] | Should -BeExactly 'docs'
        $entry.Profile.Temperature | Should -Be 0.3
    }

    It 'tells whether the key is there, and never shows it' {
        $env:MOONSHOT_API_KEY = 'sk-very-secret-0123456789'
        (Get-ChatProvider Moonshot).HasKey | Should -BeTrue
        (Get-ChatProvider OpenAI).HasKey | Should -BeFalse
        (Get-ChatProvider Demo).HasKey | Should -Be $null
        Set-ChatProvider vault -Provider Moonshot -SecretName MoonshotKey
        (Get-ChatProvider vault).HasKey | Should -Be $null
        (Get-ChatProvider vault).SecretName | Should -BeExactly 'MoonshotKey'
        Get-ChatProvider | Format-List * -Force | Out-String | Should -Not -Match 'sk-very-secret'
        Get-ChatProvider | ConvertTo-Json -Depth 3 | Should -Not -Match 'sk-very-secret'
    }

    It 'shows no key in an address that came from elsewhere' {
        Write-ProfileFile '{ "version": 1, "profiles": { "work": { "baseUri": "https://gateway.example/v1?sig=geheim01&x=1" } } }'
        (Get-ChatProvider work).BaseUri.OriginalString | Should -BeExactly 'https://gateway.example/v1?sig=****&x=1'
        $env:AZURE_OPENAI_ENDPOINT = 'https://me:geheim01@mine.openai.azure.com/openai/v1'
        $text = Get-ChatProvider work, azure | ForEach-Object { $_ | Format-List * -Force; $_ | Format-Table; "$_" } | Out-String
        $text | Should -BeLike '*gateway.example*'
        $text | Should -Not -Match 'geheim01'
    }

    It 'takes the address of AzureOpenAI from the environment' {
        (Get-ChatProvider AzureOpenAI).BaseUri | Should -Be $null
        $env:AZURE_OPENAI_ENDPOINT = 'https://mine.openai.azure.com/openai/v1'
        (Get-ChatProvider azure).BaseUri | Should -Be 'https://mine.openai.azure.com/openai/v1'
    }

    It 'finds <Name>: <Expected>' -ForEach @(
        @{ Name = 'moonshot'; Expected = 'Moonshot' }
        @{ Name = 'KIMI'; Expected = 'Moonshot' }
        @{ Name = 'moon*'; Expected = 'Moonshot', 'MoonshotGlobal' }
        @{ Name = 'GL?'; Expected = 'Zhipu' }
        @{ Name = 'Demo', 'Kimi'; Expected = 'Demo', 'Moonshot' }
    ) {
        (Get-ChatProvider $Name).Name | Should -BeExactly $Expected
    }

    It 'takes names and objects from the pipeline' {
        ('Demo', 'Kimi' | Get-ChatProvider).Name | Should -BeExactly 'Demo', 'Moonshot'
        (Get-ChatProvider Demo | Get-ChatProvider).Name | Should -BeExactly 'Demo'
    }

    It 'writes nothing for wildcards that fit nothing' {
        Get-ChatProvider 'no*' -ErrorVariable failures -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failures | Should -BeNullOrEmpty
    }

    It 'reports a name that there is none of, and goes on' {
        $entries = Get-ChatProvider 'Nobody', 'Demo' -ErrorVariable failures -ErrorAction SilentlyContinue
        $entries.Name | Should -BeExactly 'Demo'
        @($failures).Count | Should -Be 1
        $failures[0].FullyQualifiedErrorId | Should -BeExactly 'UnknownProvider,StreamPS.Commands.GetChatProviderCommand'
        $failures[0].Exception.Message | Should -BeExactly "There is neither a profile nor a provider 'Nobody'."
        "$($failures[0].CategoryInfo.Category)" | Should -BeExactly 'ObjectNotFound'
        $failures[0].TargetObject | Should -BeExactly 'Nobody'
    }
}

Describe 'Names of providers' {
    BeforeAll {
        Clear-UserSetting
        Set-ChatProvider my-moon -Provider Demo
        Set-ChatProvider Moses -Provider Demo

        function Get-Completed {
            param([string] $Line)

            (TabExpansion2 $Line $Line.Length).CompletionMatches.CompletionText
        }
    }

    It 'are completed by the Tab key with the profiles first: <Line>' -ForEach @(
        @{ Line = 'Invoke-ChatStream -Provider mo'; Expected = 'Moses', 'Moonshot', 'MoonshotGlobal' }
        @{ Line = 'Get-ChatModel -Provider my'; Expected = 'my-moon' }
        @{ Line = 'Test-ChatProvider -Provider ki'; Expected = 'Kimi', 'KimiGlobal' }
        @{ Line = 'Get-ChatProvider mo'; Expected = 'Moses', 'Moonshot', 'MoonshotGlobal' }
        @{ Line = 'Set-ChatProvider new -Provider dem'; Expected = 'Demo' }
        @{ Line = 'Remove-ChatProvider my'; Expected = 'my-moon' }
    ) {
        Get-Completed $Line | Should -BeExactly $Expected
    }

    It 'are completed also when the file with the profiles is damaged' {
        Write-ProfileFile '{'
        Get-Completed 'Invoke-ChatStream -Provider mo' | Should -BeExactly 'Moonshot', 'MoonshotGlobal'
    }
}
