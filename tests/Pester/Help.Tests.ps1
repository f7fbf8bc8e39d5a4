BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot '../../out/StreamPS') -Force
    $script:commands = Get-Command -Module StreamPS -CommandType Cmdlet | ForEach-Object { @{ Name = $_.Name } }
    $docs = Join-Path $PSScriptRoot '../../docs'
    $script:pages = Get-ChildItem $docs, (Join-Path $docs 'about') -Filter '*.md' -File | ForEach-Object { @{ Page = $_.Name; Path = $_.FullName } }
    $script:aliases = Get-Command -Module StreamPS -CommandType Alias | ForEach-Object { @{ Name = $_.Name; Command = $_.Definition } }
}

BeforeAll {
    # The faults of the code on a page: what can't be parsed, and parameters that a command of StreamPS doesn't have.
    function Get-CodeFault {
        param([string] $Path)

        foreach ($block in [regex]::Matches([System.IO.File]::ReadAllText($Path).Replace("`r`n", "`n"), '(?ms)^```powershell\n(.*?)^```')) {
            $faults = $null
            $ast = [System.Management.Automation.Language.Parser]::ParseInput($block.Groups[1].Value, [ref]$null, [ref]$faults)
            $faults | ForEach-Object Message
            foreach ($call in $ast.FindAll({ $args[0] -is [System.Management.Automation.Language.CommandAst] }, $true)) {
                $command = Get-Command -Name "$($call.GetCommandName())" -Module StreamPS -ErrorAction Ignore
                if (-not $command) { continue }
                foreach ($parameter in $call.CommandElements | Where-Object { $_ -is [System.Management.Automation.Language.CommandParameterAst] }) {
                    try { [void]$command.ResolveParameter($parameter.ParameterName) } catch { "$($command.Name) -$($parameter.ParameterName)" }
                }
            }
        }
    }

    Import-Module (Join-Path $PSScriptRoot '../../out/StreamPS') -Force
    $script:module = (Get-Module StreamPS).ModuleBase

    function Get-OwnParameter {
        param([string] $Command)

        (Get-Command $Command).Parameters.Values |
            Where-Object { $_.Name -notin [System.Management.Automation.Cmdlet]::CommonParameters -and -not ($_.Attributes | Where-Object { $_.DontShow }) } |
            ForEach-Object Name
    }
}

Describe 'The help' {
    It 'is a file in en-US' {
        Join-Path $module 'en-US/StreamPS.dll-Help.xml' | Should -Exist
    }
}

Describe 'The code on <Page>' -ForEach $script:pages {
    It 'can be parsed, and names parameters that are there' {
        Get-CodeFault $Path | Should -BeNullOrEmpty
    }
}

Describe 'The topic <_>' -ForEach 'about_StreamPS', 'about_StreamPS_Errors', 'about_StreamPS_Providers' {
    It 'is found, with its description in one line' {
        $topic = Get-Help $_ | Out-String
        $topic | Should -Match "^TOPIC\r?\n    $_\r?\n\r?\nSHORT DESCRIPTION\r?\n    \S.{0,75}\.\r?\n\r?\n"
    }

    It 'leads to topics and cmdlets that are there' {
        $links = [regex]::Match((Get-Help $_ | Out-String), '(?s)SEE ALSO\s(.*)').Groups[1].Value -split '\r?\n' -match '- ' -replace '^\s*- '
        $links | Should -Not -BeNullOrEmpty
        foreach ($link in $links) { (Get-Help $link).Name | Should -BeExactly $link }
    }
}

Describe 'The help of <Name>' -ForEach $script:commands {
    BeforeAll { $script:help = Get-Help $Name -Full }

    It 'has a synopsis in words' {
        $help.Synopsis | Should -Not -BeNullOrEmpty
        # Without a help file PowerShell shows the syntax there.
        $help.Synopsis.Trim() | Should -Not -BeLike "$Name *"
    }

    It 'has a description' {
        ($help.description | Out-String).Trim() | Should -Not -BeNullOrEmpty
    }

    It 'has at least three examples with code' {
        $examples = @($help.examples.example)
        $examples.Count | Should -BeGreaterOrEqual 3
        foreach ($example in $examples) {
            $example.code | Should -Not -BeNullOrEmpty
            "$($example.code)" | Should -Match $Name
        }
        Get-Help $Name -Examples | Out-String | Should -Match $Name
    }

    It 'has examples that can be parsed' {
        foreach ($example in $help.examples.example) {
            $faults = $null
            [System.Management.Automation.Language.Parser]::ParseInput("$($example.code)", [ref]$null, [ref]$faults) | Out-Null
            $faults | Should -BeNullOrEmpty -Because "$($example.title)"
        }
    }

    It 'describes every parameter' {
        foreach ($parameter in Get-OwnParameter $Name) {
            $text = (Get-Help $Name -Parameter $parameter).description | Out-String
            $text.Trim() | Should -Not -BeNullOrEmpty -Because "-$parameter is one"
        }
    }

    It 'describes no parameter that is not there' {
        $described = @($help.parameters.parameter.name)
        $described | Where-Object { $_ -notin (Get-Command $Name).Parameters.Keys } | Should -BeNullOrEmpty
    }

    It 'has notes, and links to other pages' {
        $help.alertSet | Out-String | Should -Match '\w'
        @($help.relatedLinks.navigationLink).Count | Should -BeGreaterOrEqual 2
    }

    It 'names the types of inputs and outputs' {
        ($help.inputTypes | Out-String) | Should -Match 'System\.(String|Int32)|StreamPS\.\w+|None'
        ($help.returnValues | Out-String) | Should -Match ([regex]::Escape((Get-Command $Name).OutputType[0].Name))
    }
}

Describe 'The alias <Name>' -ForEach $script:aliases {
    It 'is named in the notes of its cmdlet' {
        (Get-Help $Command).alertSet | Out-String | Should -Match "(?<![\w-])$Name(?![\w-])"
    }

    It 'leads to the help of its cmdlet' {
        (Get-Help $Name).Name | Should -BeExactly $Command
    }
}
