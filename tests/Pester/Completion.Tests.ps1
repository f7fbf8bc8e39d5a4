BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot '../../out/StreamPS') -Force

    # Every parameter of every cmdlet that takes such a thing, found by its name or its type.
    function Find-Parameter {
        param([scriptblock] $Filter)

        foreach ($command in Get-Command -Module StreamPS -CommandType Cmdlet) {
            foreach ($parameter in $command.Parameters.Values | Where-Object $Filter) {
                @{ Command = $command.Name; Parameter = $parameter.Name }
            }
        }
    }

    $script:providers = Find-Parameter { $_.Name -eq 'Provider' }
    $script:models = Find-Parameter { $_.Name -eq 'Model' }
    $script:protocols = Find-Parameter { $_.ParameterType -eq [System.Nullable[StreamPS.ChatProtocol]] }
    $script:roles = Find-Parameter { $_.ParameterType -eq [System.Nullable[StreamPS.ChatRole]] }
    $script:paths = Find-Parameter { $_.Name -match 'Path$|^Image$|^File$' }
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../out/StreamPS') -Force
    Import-Module (Join-Path $PSScriptRoot 'Settings.psm1') -Force
    $script:saved = Save-UserSetting $TestDrive

    function Get-Completed {
        param([string] $Line, [string] $Type = 'ParameterValue')

        @((TabExpansion2 $Line $Line.Length).CompletionMatches | Where-Object ResultType -EQ $Type).CompletionText
    }
}

AfterAll { Restore-UserSetting $saved }

Describe 'The completion of <Command> -<Parameter>' -ForEach $script:providers {
    BeforeEach { Clear-UserSetting }

    It 'has the providers, their aliases and the profiles' {
        Set-ChatProvider moonbase -Provider Demo
        Get-Completed "$Command -$Parameter moo" | Should -Be 'moonbase', 'Moonshot', 'MoonshotGlobal'
        Get-Completed "$Command -$Parameter Kimi" | Should -Be 'Kimi', 'KimiGlobal'
    }
}

Describe 'The completion of <Command> -<Parameter>' -ForEach $script:models {
    It 'has the models of the provider' {
        Get-Completed "$Command -Provider Demo -$Parameter d" | Should -Be 'demo'
    }
}

Describe 'The completion of <Command> -<Parameter>' -ForEach $script:protocols {
    It 'has the formats' {
        Get-Completed "$Command -$Parameter O" | Sort-Object | Should -Be 'Ollama', 'OpenAIChat', 'OpenAIResponses'
        Get-Completed "$Command -$Parameter " | Should -Not -Contain 'Unknown'
    }
}

Describe 'The completion of <Command> -<Parameter>' -ForEach $script:roles {
    It 'has the roles, but not what stands for those nobody knows' {
        Get-Completed "$Command -$Parameter " | Sort-Object | Should -Be 'Assistant', 'Developer', 'System', 'Tool', 'User'
    }
}

Describe 'The completion of <Command> -<Parameter>' -ForEach $script:paths {
    It 'has the files' {
        $folder = Join-Path $TestDrive 'files'
        [void](New-Item $folder -ItemType Directory -Force)
        Set-Content (Join-Path $folder 'answer.jsonl') ''
        Set-Content (Join-Path $folder 'two words.txt') ''
        Push-Location $folder
        try {
            Get-Completed "$Command -$Parameter ans" ProviderItem | Should -Be (Join-Path '.' 'answer.jsonl')
            Get-Completed "$Command -$Parameter two" ProviderItem | Should -Be "'$(Join-Path '.' 'two words.txt')'"
        }
        finally { Pop-Location }
    }
}

Describe 'The completion of names' {
    BeforeEach { Clear-UserSetting }

    It 'has the profiles for Set-ChatProvider and Remove-ChatProvider, and no provider that comes with StreamPS' {
        Set-ChatProvider moonbase -Provider Demo
        Get-Completed 'Set-ChatProvider moo' | Should -Be 'moonbase'
        Get-Completed 'Remove-ChatProvider moo' | Should -Be 'moonbase'
    }

    It 'has profiles and providers for Get-ChatProvider' {
        Get-Completed 'Get-ChatProvider Ant' | Should -Be 'Anthropic'
    }

    It 'has models for Get-ChatModel' {
        Get-Completed 'Get-ChatModel -Provider Demo -Name d' | Should -Be 'demo'
    }

    It 'has quotes around a name that needs them' {
        Write-ProfileFile '{ "version": 1, "profiles": { "my own": { "provider": "Demo" } } }'
        Get-Completed 'Invoke-ChatStream -Provider my' | Should -Be "'my own'"
    }

    It 'has nothing, and no error, when the file with the profiles is damaged' {
        Write-ProfileFile '{'
        $Error.Clear()
        Get-Completed 'Remove-ChatProvider w' | Should -BeNullOrEmpty
        $Error | Should -BeNullOrEmpty
    }
}

Describe 'The search for parameters' {
    It 'finds what it should' -ForEach @(
        @{ Found = $script:providers; AtLeast = 7 }
        @{ Found = $script:models; AtLeast = 6 }
        @{ Found = $script:protocols; AtLeast = 7 }
        @{ Found = $script:roles; AtLeast = 1 }
        @{ Found = $script:paths; AtLeast = 7 }
    ) {
        $Found.Count | Should -BeGreaterOrEqual $AtLeast
    }
}
