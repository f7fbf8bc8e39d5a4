BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../out/StreamPS') -Force
    Import-Module (Join-Path $PSScriptRoot 'Settings.psm1') -Force
    $script:saved = Save-UserSetting $TestDrive
    $script:file = Get-ProfilePath

    # The text of the file, with line feeds on every platform.
    function Get-FileText { [System.IO.File]::ReadAllText($file).Replace("`r`n", "`n") }

    # The settings of a profile in the file, as one text.
    function Get-Setting {
        param([string] $Name = 'work')

        ConvertTo-Json -InputObject ((ConvertFrom-Json (Get-FileText)).profiles.$Name) -Compress
    }

    function Get-Failure {
        param([scriptblock] $Script)

        $failures = @(& $Script 2>&1)
        $failures.Count | Should -Be 1
        $failures[0]
    }

    function Get-TerminatingFailure {
        param([scriptblock] $Script)

        try { & $Script | Out-Null } catch { return $_ }
    }
}

AfterAll { Restore-UserSetting $saved }

Describe 'Set-ChatProvider' {
    BeforeEach { Clear-UserSetting }

    It 'writes a file that people can read' {
        $settings = @{ Model = 'kimi-k2'; BaseUri = 'https://gateway.example/v1'; Protocol = 'OpenAIChat'; KeyVariable = 'WORK_KEY'; Temperature = 0.3; TopP = 0.9; MaxTokens = 100 }
        Set-ChatProvider work Moonshot @settings -Headers @{ 'X-Team' = 'docs & tests'; 'X-Area' = "K$([char]0xF6)ln" } -Default | Should -BeNullOrEmpty
        Set-ChatProvider kimi2 -Provider Kimi -SecretName 'MoonshotKey' -SecretVault 'Mine'

        Get-FileText | Should -BeExactly (@'
{
  "version": 1,
  "default": "work",
  "profiles": {
    "kimi2": {
      "provider": "Kimi",
      "secretName": "MoonshotKey",
      "secretVault": "Mine"
    },
    "work": {
      "provider": "Moonshot",
      "baseUri": "https://gateway.example/v1",
      "protocol": "OpenAIChat",
      "model": "kimi-k2",
      "keyVariable": "WORK_KEY",
      "headers": {
        "X-Area": "K_ln",
        "X-Team": "docs & tests"
      },
      "temperature": 0.3,
      "topP": 0.9,
      "maxTokens": 100
    }
  }
}
'@.Replace("`r`n", "`n").Replace('K_ln', "K$([char]0xF6)ln"))
    }

    It 'writes a file that only the user can read, also in the place of one that others could' {
        if ($env:OS -eq 'Windows_NT') { Set-ItResult -Skipped -Because 'Windows has no such modes' }

        Set-ChatProvider work -Provider Demo
        (Get-Item $file).UnixMode | Should -BeExactly '-rw-------'
        chmod 644 $file
        Set-ChatProvider work -Model 'other'
        (Get-Item $file).UnixMode | Should -BeExactly '-rw-------'
    }

    It 'leaves no other file behind, also when it cannot write' {
        Set-ChatProvider work -Provider Demo
        Set-ChatProvider work -Model 'other'
        (Get-ChildItem (Split-Path $file) -Force).Name | Should -BeExactly 'profiles.json'

        # A folder in the place of the file: nothing can be moved there.
        Clear-UserSetting
        [void](New-Item -ItemType Directory -Path (Join-Path $file 'inside') -Force)
        $failure = Get-TerminatingFailure { Set-ChatProvider work -Provider Demo }
        $failure.FullyQualifiedErrorId | Should -BeExactly 'InvalidConfiguration,StreamPS.Commands.SetChatProviderCommand'
        $failure.Exception.Message | Should -BeLike "The file with the profiles, $file, can't be written: *"
        (Get-ChildItem (Split-Path $file) -Force).Name | Should -BeExactly 'profiles.json'
    }

    It 'changes only what is given' {
        Set-ChatProvider work -Provider Moonshot -Model 'kimi-k2' -Headers @{ 'X-Team' = 'docs' } -MaxTokens 5
        Set-ChatProvider other -Provider Demo -Default
        Set-ChatProvider WORK -Temperature 1
        Get-Setting | Should -BeExactly '{"provider":"Moonshot","model":"kimi-k2","headers":{"X-Team":"docs"},"temperature":1,"maxTokens":5}'
        Get-Setting other | Should -BeExactly '{"provider":"Demo"}'
        (ConvertFrom-Json (Get-FileText)).default | Should -BeExactly 'other'
    }

    It 'takes <Parameter> away with an empty value' -ForEach @(
        @{ Parameter = 'BaseUri'; Value = 'https://gateway.example/v1'; Empty = '' }
        @{ Parameter = 'Protocol'; Value = 'Anthropic'; Empty = '' }
        @{ Parameter = 'Model'; Value = 'kimi-k2'; Empty = '' }
        @{ Parameter = 'KeyVariable'; Value = 'WORK_KEY'; Empty = '' }
        @{ Parameter = 'SecretName'; Value = 'MoonshotKey'; Empty = '' }
        @{ Parameter = 'SecretVault'; Value = 'Mine'; Empty = '' }
        @{ Parameter = 'Headers'; Value = @{ 'X-Team' = 'docs' }; Empty = @{} }
        @{ Parameter = 'Temperature'; Value = 0.5; Empty = '' }
        @{ Parameter = 'TopP'; Value = 0.5; Empty = $null }
        @{ Parameter = 'MaxTokens'; Value = 5; Empty = '' }
    ) {
        $given = @{ $Parameter = $Value }
        Set-ChatProvider work -Provider Moonshot @given
        Get-Setting | Should -Not -BeExactly '{"provider":"Moonshot"}'
        $given = @{ $Parameter = $Empty }
        Set-ChatProvider work @given
        Get-Setting | Should -BeExactly '{"provider":"Moonshot"}'
    }

    It 'takes the provider away where an address is left' {
        Set-ChatProvider work -Provider Moonshot -BaseUri 'https://gateway.example/v1'
        Set-ChatProvider work -Provider ''
        Get-Setting | Should -BeExactly '{"baseUri":"https://gateway.example/v1"}'
    }

    It 'writes nothing with -WhatIf' {
        $transcript = Join-Path $TestDrive 'whatif.txt'
        Start-Transcript $transcript | Out-Null
        try { Set-ChatProvider work -Provider Demo -Default -PassThru -WhatIf | Should -BeNullOrEmpty } finally { Stop-Transcript | Out-Null }
        Test-Path $file | Should -BeFalse
        Get-Content $transcript -Raw | Should -BeLike "*What if: Performing the operation `"Set`" on target `"profile 'work' in $file`".*"
    }

    It 'makes the default with -Default, which stays until another is made one' {
        Set-ChatProvider work -Provider Demo -Default
        Set-ChatProvider other -Provider Demo
        (Get-ChatProvider | Where-Object IsDefault).Name | Should -BeExactly 'work'
        Set-ChatProvider other -Default
        (Get-ChatProvider | Where-Object IsDefault).Name | Should -BeExactly 'other'
    }

    It 'writes the profile with -PassThru' {
        $entry = Set-ChatProvider work -Provider Moonshot -Model 'kimi-k2' -Default -PassThru
        $entry | Should -BeOfType 'StreamPS.Commands.ChatProviderEntry'
        "$($entry.Name) $($entry.BasedOn) $($entry.Model) $($entry.KeyVariable) $($entry.BaseUri)" | Should -BeExactly 'work Moonshot kimi-k2 MOONSHOT_API_KEY https://api.moonshot.cn/v1'
        $entry.IsProfile, $entry.IsDefault, $entry.HasKey | Should -Be $true, $true, $false
    }

    It 'takes the names of profiles from objects' {
        Set-ChatProvider one -Provider Demo
        Set-ChatProvider two -Provider Demo
        Get-ChatProvider | Where-Object IsProfile | Set-ChatProvider -MaxTokens 3
        Get-Setting one | Should -BeExactly '{"provider":"Demo","maxTokens":3}'
        Get-Setting two | Should -BeExactly '{"provider":"Demo","maxTokens":3}'
    }

    It 'refuses <What>' -ForEach @(
        @{ What = 'the name of a provider that comes with StreamPS'; Given = @{ Name = 'openai'; Provider = 'Demo' }; Id = 'InvalidConfiguration'; Says = "'openai' is the name of a provider that comes with StreamPS: give the profile another one." }
        @{ What = 'an alias of one'; Given = @{ Name = 'Kimi'; Provider = 'Demo' }; Id = 'InvalidConfiguration'; Says = "'Kimi' is the name of a provider that comes with StreamPS: give the profile another one." }
        @{ What = 'a header that is a key'; Given = @{ Name = 'work'; Provider = 'Demo'; Headers = @{ 'x-api-key' = 'sk-12345678' } }; Id = 'InvalidConfiguration'; Says = "The header 'x-api-key' looks like a key, and keys aren't stored: name an environment variable with -KeyVariable or a secret with -SecretName." }
        @{ What = 'an authorization'; Given = @{ Name = 'work'; Provider = 'Demo'; Headers = @{ Authorization = 'Bearer sk-12345678' } }; Id = 'InvalidConfiguration'; Says = "The header 'Authorization' looks like a key, and keys aren't stored: name an environment variable with -KeyVariable or a secret with -SecretName." }
        @{ What = 'a profile of nothing'; Given = @{ Name = 'work'; Model = 'm' }; Id = 'InvalidConfiguration'; Says = "The profile 'work' names neither a provider nor an address." }
        @{ What = 'a provider that there is none of'; Given = @{ Name = 'work'; Provider = 'Nobody' }; Id = 'UnknownProvider'; Says = "There is no provider 'Nobody'. The known ones are *" }
        @{ What = 'an address that is none'; Given = @{ Name = 'work'; BaseUri = 'localhost' }; Id = 'InvalidConfiguration'; Says = "'localhost' isn't an address of a service: it has to begin with http:// or https://, for example https://api.moonshot.cn/v1." }
        @{ What = 'an address with a key in it'; Given = @{ Name = 'work'; BaseUri = 'https://gateway.example/v1?api-version=1&api-key=geheim01' }; Id = 'InvalidConfiguration'; Says = "The address https://gateway.example/v1[?]api-version=1&api-key=[*][*][*][*] has a key in it, and keys aren't stored: leave it out, *" }
        @{ What = 'an address with a login'; Given = @{ Name = 'work'; BaseUri = 'https://me:geheim01@gateway.example/v1' }; Id = 'InvalidConfiguration'; Says = 'The address https://[*][*][*][*]@gateway.example/v1 has a key in it, *' }
        @{ What = 'a temperature that is none'; Given = @{ Name = 'work'; Provider = 'Demo'; Temperature = 2.5 }; Id = 'InvalidConfiguration'; Says = '-Temperature is a number from 0 to 2, not 2.5.' }
        @{ What = 'a limit that lets nothing through'; Given = @{ Name = 'work'; Provider = 'Demo'; MaxTokens = 0 }; Id = 'InvalidConfiguration'; Says = '-MaxTokens is a number from 1 to 2147483647, not 0.' }
    ) {
        $failure = Get-Failure { Set-ChatProvider @Given }
        $failure.FullyQualifiedErrorId | Should -BeExactly "$Id,StreamPS.Commands.SetChatProviderCommand"
        $failure.Exception.Message | Should -BeLike $Says
        $failure.TargetObject | Should -BeExactly $Given.Name
        Test-Path $file | Should -BeFalse
    }

    It 'refuses a name that no command line takes: <_>' -ForEach 'a b', 'a;b', 'a*', '' {
        $name = $_
        (Get-TerminatingFailure { Set-ChatProvider $name -Provider Demo }).FullyQualifiedErrorId | Should -BeLike 'ParameterArgumentValidationError*'
        Test-Path $file | Should -BeFalse
    }
}

Describe 'A file with profiles that <What>' -ForEach @(
    @{ What = 'is damaged'; Text = '{ "version": 1, "profiles": { "work": '; Says = '*' }
    @{ What = 'is empty'; Text = ''; Says = '*' }
    @{ What = 'has no profiles'; Text = '{ "version": 1 }'; Says = '*' }
    @{ What = 'is another file'; Text = '[1, 2]'; Says = '*' }
    @{ What = 'names a format that does not exist'; Text = '{ "version": 1, "profiles": { "work": { "provider": "Demo", "protocol": "17" } } }'; Says = "There is no format '17'. The known ones are OpenAIChat, OpenAIResponses, Anthropic, DashScope, Gemini, Ollama." }
    @{ What = 'has a header without a value'; Text = '{ "version": 1, "profiles": { "work": { "provider": "Demo", "headers": { "X-Team": null } } } }'; Says = "The profile 'work' has null as its headers.X-Team, which has to be a text." }
    @{ What = 'has a temperature that is too high'; Text = '{ "version": 1, "profiles": { "work": { "provider": "Demo", "temperature": 17 } } }'; Says = "The profile 'work' has 17 as its temperature, which has to be a number from 0 to 2." }
    @{ What = 'has a temperature below zero'; Text = '{ "version": 1, "profiles": { "work": { "provider": "Demo", "temperature": -0.1 } } }'; Says = "The profile 'work' has -0.1 as its temperature, which has to be a number from 0 to 2." }
    @{ What = 'has a temperature that is a text'; Text = '{ "version": 1, "profiles": { "work": { "provider": "Demo", "temperature": "0.5" } } }'; Says = "The profile 'work' has `"0.5`" as its temperature, which has to be a number from 0 to 2." }
    @{ What = 'has a topP that is too high'; Text = '{ "version": 1, "profiles": { "work": { "provider": "Demo", "topP": 2 } } }'; Says = "The profile 'work' has 2 as its topP, which has to be a number from 0 to 1." }
    @{ What = 'has no tokens'; Text = '{ "version": 1, "profiles": { "work": { "provider": "Demo", "maxTokens": 0 } } }'; Says = "The profile 'work' has 0 as its maxTokens, which has to be a whole number from 1 to 2147483647." }
    @{ What = 'has half a token'; Text = '{ "version": 1, "profiles": { "work": { "provider": "Demo", "maxTokens": 1.5 } } }'; Says = "The profile 'work' has 1.5 as its maxTokens, which has to be a whole number from 1 to 2147483647." }
    @{ What = 'has tokens in a list'; Text = '{ "version": 1, "profiles": { "work": { "provider": "Demo", "maxTokens": [1] } } }'; Says = "The profile 'work' has a list as its maxTokens, which has to be a whole number from 1 to 2147483647." }
    @{ What = 'has a model that is a number'; Text = '{ "version": 1, "profiles": { "work": { "provider": "Demo", "model": 4 } } }'; Says = "The profile 'work' has 4 as its model, which has to be a text." }
    @{ What = 'has half an address with a key'; Text = '{ "version": 1, "profiles": { "work": { "baseUri": "v1?key=geheim01" } } }'; Says = "The profile 'work' has `"v1[?]key=[*][*][*][*]`" as its baseUri, which has to be an address that begins with http:// or https://." }
    @{ What = 'has a profile that is a text'; Text = '{ "version": 1, "profiles": { "work": "Demo" } }'; Says = "The profile 'work' is no object with fields." }
    @{ What = 'was written by a newer version'; Text = '{ "version": 2, "profiles": {} }'; Says = 'It was written by a newer version of StreamPS (format 2, this one reads 1).' }
) {
    BeforeEach {
        Clear-UserSetting
        Write-ProfileFile $Text
    }

    It 'is reported with its path and left as it is by <_>' -ForEach 'Set-ChatProvider', 'Remove-ChatProvider', 'Get-ChatProvider' {
        $command = $_
        $given = @{ Name = 'work' }
        if ($command -eq 'Set-ChatProvider') { $given.Provider = 'Demo' }
        $failure = Get-TerminatingFailure { & $command @given }
        $class = $command -replace '-'
        $failure.FullyQualifiedErrorId | Should -BeExactly "InvalidConfiguration,StreamPS.Commands.$($class)Command"
        $failure.Exception.Message | Should -BeLike "The file with the profiles, $file, can't be read: $Says Mend it or move it away; it was left as it is."
        $failure.TargetObject | Should -BeExactly $file
        [System.IO.File]::ReadAllText($file) | Should -BeExactly $Text
    }

    It 'does not stand in the way of a provider that is named' {
        (Invoke-ChatStream 'Hi' -Provider Demo -MaxTokens 1) -join '' | Should -BeExactly 'You'
    }

    It 'ends a command that needs it' {
        (Get-TerminatingFailure { Invoke-ChatStream 'Hi' -Provider work }).FullyQualifiedErrorId | Should -BeExactly 'InvalidConfiguration,StreamPS.Commands.InvokeChatStreamCommand'
        (Get-TerminatingFailure { Invoke-ChatStream 'Hi' }).FullyQualifiedErrorId | Should -BeExactly 'InvalidConfiguration,StreamPS.Commands.InvokeChatStreamCommand'
    }
}

Describe 'A file with profiles' {
    BeforeEach { Clear-UserSetting }

    It 'may have comments, commas at the end and settings that are left out' {
        Write-ProfileFile "{ // mine`n `"version`": 1, `"profiles`": { `"work`": { `"provider`": `"Demo`", `"model`": null, }, }, }"
        (Get-ChatProvider work).Model | Should -BeExactly 'demo'
    }

    It 'may have the greatest and the least of what is allowed' {
        Write-ProfileFile '{ "version": 1, "profiles": { "most": { "provider": "Demo", "temperature": 2, "topP": 1.0, "maxTokens": 2147483647 }, "least": { "provider": "Demo", "temperature": 0, "topP": 0, "maxTokens": 1 }, "none": { "provider": "Demo", "temperature": null, "maxTokens": null, "headers": null } } }'
        (Get-ChatProvider most, least, none).Profile | ForEach-Object { "$($_.Temperature) $($_.TopP) $($_.MaxTokens)" } | Should -BeExactly '2 1 2147483647', '0 0 1', '  '
    }

    It 'may have a profile that does not work any more: it is one error, and the others do' {
        Write-ProfileFile '{ "version": 1, "profiles": { "broken": { "provider": "Gone" }, "work": { "provider": "Demo" } } }'
        $entries = Get-ChatProvider broken, work -ErrorVariable failures -ErrorAction SilentlyContinue
        $entries.Name | Should -BeExactly 'work'
        @($failures).Count | Should -Be 1
        $failures[0].FullyQualifiedErrorId | Should -BeExactly 'UnknownProvider,StreamPS.Commands.GetChatProviderCommand'
        $failures[0].Exception.Message | Should -BeLike "There is no provider 'Gone'. The known ones are *"
    }
}
