BeforeDiscovery {
    $root = Join-Path $PSScriptRoot '../..'
    $scripts = Get-ChildItem -Path (Join-Path $root 'module'), $PSScriptRoot -Include '*.ps1', '*.psm1', '*.psd1' -Recurse -File
    $script:scripts = @($scripts) + @(Get-Item (Join-Path $root 'build.ps1'))
}

BeforeAll {
    $script:module = (Resolve-Path (Join-Path $PSScriptRoot '../../out/StreamPS')).Path
    $script:manifest = Join-Path $module 'StreamPS.psd1'
    $script:shell = (Get-Process -Id $PID).Path
    $script:isCore = $PSVersionTable.PSVersion.Major -ge 7
    $script:precompiledPlatforms = 'win-x64', 'win-arm64', 'linux-x64', 'linux-arm64', 'osx-x64', 'osx-arm64'

    # In a shell of its own, as a user's: here StreamPS is loaded already.
    function Invoke-Shell {
        param([string] $Command)

        # What isn't output is output here, too: nothing of it may go unseen.
        & $shell -NoProfile -NonInteractive -Command $Command 2>&1 | ForEach-Object { "$_" }
    }
}

Describe 'Importing StreamPS' {
    It 'prints nothing and warns of nothing, twice with -Force' {
        Invoke-Shell "Import-Module '$module' *>&1; Import-Module '$module' -Force *>&1; Import-Module '$module' -Force *>&1" | Should -BeNullOrEmpty
    }

    It 'says nothing even when everything is said' {
        $output = Invoke-Shell "`$VerbosePreference = `$DebugPreference = `$InformationPreference = 'Continue'; Import-Module '$module' *>&1 | Where-Object { `$_ -isnot [System.Management.Automation.VerboseRecord] }"
        $output | Should -BeNullOrEmpty
    }

    It 'says which PowerShell it needs, to one that is too old' {
        $copy = Join-Path $TestDrive 'StreamPS'
        Copy-Item $module $copy -Recurse
        Remove-Item (Join-Path $copy 'bin') -Recurse
        $loader = Join-Path $copy 'StreamPS.psm1'
        (Get-Content $loader -Raw).Replace("[version]'7.4'", "[version]'99.0'") | Set-Content $loader
        Invoke-Shell "try { Import-Module '$copy' } catch { `"`$_`" }" |
            Should -BeExactly "StreamPS needs PowerShell 7.4 or later, or Windows PowerShell 5.1. This is PowerShell $($PSVersionTable.PSVersion)."
    }

    It 'works in strict mode with errors that stop' {
        Invoke-Shell "Set-StrictMode -Version Latest; `$ErrorActionPreference = 'Stop'; Import-Module '$module'; 'fine'" | Should -BeExactly 'fine'
    }

    It 'works by the name of the module when its folder is in PSModulePath' {
        $folder = Split-Path $module
        $separator = [System.IO.Path]::PathSeparator
        Invoke-Shell "`$env:PSModulePath = '$folder' + '$separator' + `$env:PSModulePath; (Invoke-ChatStream 'Hi' -Provider Demo -MaxTokens 1) -join ''; (Get-Module StreamPS).Name" |
            Should -BeExactly 'You', 'StreamPS'
    }

    It 'loads the two assemblies of the module, and none from anywhere but PowerShell' {
        if (-not $isCore) { Set-ItResult -Skipped -Because 'Windows PowerShell lacks what the other flavour brings along' }

        $report = @"
            `$before = [AppDomain]::CurrentDomain.GetAssemblies().FullName
            # Where PowerShell doesn't bring .NET along, .NET has a folder of its own.
            `$runtime = Split-Path ([object].Assembly.Location)
            function Get-Loaded {
                [AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { `$before -notcontains `$_.FullName } |
                    ForEach-Object { if (`$_.Location.StartsWith(`$PSHOME) -or `$_.Location.StartsWith(`$runtime)) { 'of PowerShell' } else { `$_.GetName().Name } }
            }
            Import-Module '$module'
            Get-Loaded
"@
        $loaded = @(Invoke-Shell $report)
        # Import does no work, so it needs no HTTP client and no JSON; what it needs is there already.
        @($loaded -eq 'of PowerShell').Count | Should -BeLessThan 12
        $loaded | Where-Object { $_ -notin 'StreamPS', 'StreamPS.Core', 'of PowerShell' } | Should -BeNullOrEmpty

        $afterUse = @(Invoke-Shell "$report; Invoke-ChatStream 'Hi' -Provider Demo -MaxTokens 1 | Out-Null; Get-Loaded")
        $afterUse | Where-Object { $_ -ne 'of PowerShell' } | Sort-Object -Unique | Should -Be 'StreamPS', 'StreamPS.Core'
    }

    It 'is undone by Remove-Module' {
        Invoke-Shell "Import-Module '$module'; Remove-Module StreamPS; Get-Command Invoke-ChatStream -ErrorAction Ignore; Get-Module StreamPS" | Should -BeNullOrEmpty
    }
}

Describe 'The module' {
    BeforeAll { Import-Module $module -Force }

    It 'exports exactly what the manifest says' {
        $data = Import-PowerShellDataFile $manifest
        $expected = $data.CmdletsToExport + $data.FunctionsToExport + $data.AliasesToExport | Sort-Object
        # Get-Command without names leaves out aliases that have no hyphen.
        (Get-Module StreamPS).ExportedCommands.Keys | Sort-Object | Should -Be $expected
        (Get-Module StreamPS).ExportedVariables.Count | Should -Be 0
    }

    It 'exports Invoke-ChatCompletion and Invoke-ChatStream' {
        (Get-Command -Module StreamPS -Name 'Invoke-Chat*').Name | Sort-Object | Should -Be 'Invoke-ChatCompletion', 'Invoke-ChatStream'
    }

    It 'has a manifest that passes Test-ModuleManifest' {
        $tested = Test-ModuleManifest $manifest -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings | Should -BeNullOrEmpty
        $tested.Guid | Should -Be '0b8a1b15-3499-4097-a13e-e22f3fe8df99'
        $tested.CompatiblePSEditions | Should -Be 'Core', 'Desktop'
    }

    It 'has a manifest of literals: no wildcards among the exports' {
        $data = Import-PowerShellDataFile $manifest
        foreach ($key in 'CmdletsToExport', 'FunctionsToExport', 'AliasesToExport', 'VariablesToExport') {
            $data.ContainsKey($key) | Should -BeTrue -Because $key
            $data[$key] -match '[*?]' | Should -BeNullOrEmpty -Because $key
        }
    }

    It 'tells a gallery about itself' {
        $data = Import-PowerShellDataFile $manifest
        foreach ($key in 'Description', 'Author', 'Copyright', 'GUID', 'ModuleVersion', 'PowerShellVersion') { $data[$key] | Should -Not -BeNullOrEmpty -Because $key }
        $data.PrivateData.PSData.Tags | Should -Not -BeNullOrEmpty
        $data.PrivateData.PSData.Tags -match '\s' | Should -BeNullOrEmpty
        $data.PrivateData.PSData.ReleaseNotes | Should -Not -BeNullOrEmpty
    }

    It 'has the version of the manifest in its assemblies' {
        $version = (Import-PowerShellDataFile $manifest).ModuleVersion
        foreach ($assembly in 'bin/Core/StreamPS.dll', 'bin/Core/StreamPS.Core.dll', 'bin/Desktop/StreamPS.dll', 'bin/Desktop/StreamPS.Core.dll') {
            [System.Reflection.AssemblyName]::GetAssemblyName((Join-Path $module $assembly)).Version.ToString(3) | Should -Be $version -Because $assembly
        }
    }

    It 'has cmdlets with approved verbs and nouns in the singular' {
        $commands = Get-Command -Module StreamPS -CommandType Cmdlet
        $commands.Verb | Where-Object { $_ -notin (Get-Verb).Verb } | Should -BeNullOrEmpty
        $commands.Noun | Where-Object { $_ -match 's$' -and $_ -ne 'ChatTokens' } | Should -BeNullOrEmpty
    }

    It 'has cmdlets in StreamPS.Commands, named for their verb and noun' {
        foreach ($command in Get-Command -Module StreamPS -CommandType Cmdlet) {
            $command.ImplementingType.FullName | Should -BeExactly "StreamPS.Commands.$($command.Verb)$($command.Noun)Command"
            $command.ImplementingType.IsSealed | Should -BeTrue
        }
    }

    It 'says truly what <Name> writes' -ForEach @(
        @{ Name = 'Invoke-ChatStream'; Type = 'StreamPS.ChatDelta' }
        @{ Name = 'Invoke-ChatCompletion'; Type = 'StreamPS.ChatCompletion' }
    ) {
        # -AsJson writes something else, which comes second.
        @((Get-Command $Name).OutputType.Name)[0] | Should -BeExactly $Type
        & $Name 'Hi' -Provider Demo -MaxTokens 1 | ForEach-Object { $_.GetType().FullName } | Select-Object -Unique | Should -BeExactly $Type
    }

    It 'has no switch that is on by default, and parameters in the singular' {
        foreach ($command in Get-Command -Module StreamPS -CommandType Cmdlet) {
            $own = $command.Parameters.Values | Where-Object { $_.Name -notin [System.Management.Automation.Cmdlet]::CommonParameters }
            # Invoke-RestMethod's names, units and counted things keep their s.
            $own.Name | Where-Object { $_ -cmatch '[a-rt-z]s$' -and $_ -notmatch '(Seconds|Tokens|Characters)$' -and $_ -notin 'Headers', 'MaxTurns', 'MaxToolRounds' } | Should -BeNullOrEmpty
        }
    }
}

Describe 'The alias chat' {
    It 'is short for Invoke-ChatStream' {
        Invoke-Shell "Import-Module '$module'; (chat 'Hi' -Provider Demo -MaxTokens 1) -join ''; (Get-Help chat).Name" | Should -BeExactly 'You', 'Invoke-ChatStream'
    }

    It 'loads the module by itself when its folder is in PSModulePath' {
        Invoke-Shell "`$env:PSModulePath = '$(Split-Path $module)' + '$([System.IO.Path]::PathSeparator)' + `$env:PSModulePath; (chat 'Hi' -Provider Demo -MaxTokens 1) -join ''" | Should -BeExactly 'You'
    }

    It 'is there again after an import with -Force, and goes with the module' {
        Invoke-Shell "Import-Module '$module'; Import-Module '$module' -Force; (Get-Alias chat).Definition; Remove-Module StreamPS; Get-Alias chat -ErrorAction Ignore" |
            Should -BeExactly 'Invoke-ChatStream'
    }

    It 'leaves <What> of the same name alone' -ForEach @(
        @{ What = 'a function'; Setup = "function chat { 'mine' }" }
        @{ What = 'an alias'; Setup = "function Get-Mine { 'mine' }; Set-Alias chat Get-Mine" }
    ) {
        Invoke-Shell "$Setup; Import-Module '$module'; chat; (Get-Command Invoke-ChatStream).Name" | Should -BeExactly 'mine', 'Invoke-ChatStream'
    }
}

Describe 'The files of the module' {
    It 'are two assemblies for PowerShell 7 and nothing else, and the same two precompiled for each platform' {
        $core = Join-Path $module 'bin/Core'
        $platforms = @(Get-ChildItem $core -Directory)
        $platforms.Name | Where-Object { $_ -notin $precompiledPlatforms } | Should -BeNullOrEmpty
        foreach ($folder in @($core) + $platforms.FullName) {
            (Get-ChildItem $folder -File).Name | Sort-Object | Should -Be 'StreamPS.Core.dll', 'StreamPS.dll' -Because $folder
        }
    }

    It 'are for Windows PowerShell those two and what it lacks' {
        $names = (Get-ChildItem (Join-Path $module 'bin/Desktop') -Recurse -File).Name
        $names | Should -Contain 'StreamPS.dll'
        $names | Should -Contain 'StreamPS.Core.dll'
        $names | Where-Object { $_ -notmatch '^(StreamPS(\.Core)?|System\.[\w.]+|Microsoft\.Bcl\.\w+)\.dll$' } | Should -BeNullOrEmpty
        $names | Should -Not -Contain 'System.Management.Automation.dll'
    }

    It 'hold no debug symbols, no documentation of the code and no dependency lists' {
        Get-ChildItem $module -Recurse -File -Include '*.pdb', '*.deps.json', 'StreamPS.xml', 'StreamPS.Core.xml' | Should -BeNullOrEmpty
    }

    It 'bring the licence' {
        Get-Content (Join-Path $module 'LICENSE') -Raw | Should -Match 'MIT License'
    }

    It 'bring the licences of the assemblies of others' {
        $others = (Get-ChildItem (Join-Path $module 'bin/Desktop') -File).BaseName | Where-Object { $_ -notlike 'StreamPS*' }
        $notices = Get-ChildItem $module -File | Where-Object { $_.Name -match '(?i)third-?party|notice' }
        $notices | Should -Not -BeNullOrEmpty
        $text = ($notices | Get-Content -Raw) -join "`n"
        foreach ($name in $others) { $text | Should -Match ([regex]::Escape($name)) -Because "$name is shipped" }
    }
}

Describe 'The flavour for Windows PowerShell' {
    It 'also imports and streams here' {
        $assembly = Join-Path $module 'bin/Desktop/StreamPS.dll'
        Invoke-Shell "Import-Module '$assembly'; (Invoke-ChatStream 'Explain SSE' -Provider Demo -MaxTokens 5 -CompletionVariable reply) -join ''; `"`$(`$reply.Status)`"" |
            Should -BeExactly 'You asked: "Explain SSE".', 'Complete'
    }
}

Describe 'The precompiled assemblies' {
    BeforeAll {
        # In a shell of its own, in strict mode: where the cmdlets came from, the errors that the import left, and the methods that had to be compiled for a reply.
        function Measure-Start {
            param([string] $Folder)

            $report = @(Invoke-Shell @"
                Set-StrictMode -Version Latest
                `$ErrorActionPreference = 'Stop'
                `$before = [System.Runtime.JitInfo]::GetCompiledMethodCount(`$false)
                Import-Module '$Folder'
                (Get-Command Invoke-ChatStream).ImplementingType.Assembly.Location
                `$Error.Count
                (Invoke-ChatStream 'Hi' -Provider Demo -MaxTokens 5) -join ''
                [System.Runtime.JitInfo]::GetCompiledMethodCount(`$false) - `$before
"@)
            $report | Should -HaveCount 4 -Because ($report -join "`n")
            [PSCustomObject]@{ Assembly = $report[0]; Errors = [int]$report[1]; Reply = $report[2]; Compiled = [int]$report[3] }
        }

        function Copy-Module {
            $folder = Join-Path $TestDrive ([guid]::NewGuid())
            Copy-Item $module (Join-Path $folder 'StreamPS') -Recurse
            Join-Path $folder 'StreamPS'
        }

        $script:platform = if ($isCore) { [System.Runtime.InteropServices.RuntimeInformation]::RuntimeIdentifier }
    }

    BeforeEach {
        if (-not $isCore) { Set-ItResult -Skipped -Because 'Windows PowerShell has no use for them' }
        elseif ($platform -notin $precompiledPlatforms) { Set-ItResult -Skipped -Because "there are none for $platform" }
    }

    It 'are taken, and spare a new process most of the compiling' {
        $precompiled = Measure-Start $module
        $precompiled.Assembly | Should -BeExactly (Join-Path $module "bin/Core/$platform/StreamPS.dll".Replace('/', [System.IO.Path]::DirectorySeparatorChar))
        $precompiled.Errors | Should -Be 0
        $precompiled.Reply | Should -BeExactly 'You asked: "Hi". This is'

        $other = Copy-Module
        Remove-Item (Join-Path $other "bin/Core/$platform") -Recurse
        $precompiled.Compiled | Should -BeLessThan ((Measure-Start $other).Compiled / 2)
    }

    It 'are done without where there are none' {
        $other = Copy-Module
        Remove-Item (Join-Path $other "bin/Core/$platform") -Recurse
        $started = Measure-Start $other
        $started.Assembly | Should -BeExactly ([System.IO.Path]::Combine($other, 'bin', 'Core', 'StreamPS.dll'))
        $started.Errors | Should -Be 0
        $started.Reply | Should -BeExactly 'You asked: "Hi". This is'
    }
}

Describe 'The script <_.Name>' -ForEach $script:scripts {
    It 'is clean by PSScriptAnalyzer' {
        if (-not (Get-Module -ListAvailable -Name PSScriptAnalyzer)) { Set-ItResult -Skipped -Because 'PSScriptAnalyzer is not installed' }

        $findings = Invoke-ScriptAnalyzer -Path $_.FullName -Severity Error, Warning
        ($findings | ForEach-Object { "$($_.ScriptName):$($_.Line) $($_.RuleName): $($_.Message)" }) -join "`n" | Should -BeNullOrEmpty
    }
}
