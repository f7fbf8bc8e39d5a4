#!/usr/bin/env pwsh
<#
.SYNOPSIS
Builds, tests, packages and shows StreamPS.
.DESCRIPTION
Needs the .NET SDK 10 and PowerShell; what else a task needs it installs. The module is left in out/StreamPS.
.PARAMETER Task
Build    compiles the module into out/StreamPS, for this machine's platform (default)
Demo     builds, imports the module and streams a reply of the Demo provider: no key, no network
Test     builds and runs all tests
Package  builds for all platforms and packs the module as a zip file in out/
Clean    removes everything that was built
.PARAMETER Configuration
The build configuration. Release is what is published.
.EXAMPLE
./build.ps1 Demo
#>
[CmdletBinding()]
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSReviewUnusedParameter', 'Configuration', Justification = 'The functions use it.')]
param(
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'Package', 'Clean', 'Demo')]
    [string[]] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release'
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$root = $PSScriptRoot
$out = Join-Path $root 'out'
$module = Join-Path $out 'StreamPS'

function Invoke-DotNet {
    if (-not (Get-Command dotnet -CommandType Application -ErrorAction Ignore)) {
        throw 'The .NET SDK 10 is needed: https://dotnet.microsoft.com/download'
    }
    & dotnet @args | Out-Host
    if ($LASTEXITCODE -ne 0) {
        throw "dotnet $($args[0]) failed with exit code $LASTEXITCODE."
    }
}

function Install-TestModule {
    $pester = Get-Module -ListAvailable -Name Pester | Where-Object { $_.Version -ge [version]'5.5' }
    if ($pester) { return }

    Write-Information 'Installing Pester from the PowerShell Gallery.' -InformationAction Continue
    if (Get-Command Install-PSResource -ErrorAction Ignore) {
        Install-PSResource -Name Pester -Version '[5.5,6.0)' -Repository PSGallery -TrustRepository -Quiet
    }
    elseif (Get-Command Install-Module -ErrorAction Ignore) {
        Install-Module -Name Pester -MinimumVersion 5.5 -MaximumVersion 5.99 -Repository PSGallery -Scope CurrentUser -Force -SkipPublisherCheck
    }
    else {
        throw 'Pester 5 is missing, and so are Install-PSResource and Install-Module, which could install it.'
    }
}

function Invoke-BuildTask {
    Invoke-DotNet build ([System.IO.Path]::Combine($root, 'src', 'StreamPS', 'StreamPS.csproj')) --configuration $Configuration --nologo --verbosity quiet @args
}

function Invoke-TestTask {
    Install-TestModule
    Invoke-DotNet test (Join-Path $root 'StreamPS.sln') --configuration $Configuration --nologo
}

function Invoke-DemoTask {
    Invoke-BuildTask
    # In a process of its own, as a user's: the assemblies of a module that is imported here couldn't be rebuilt.
    $shell = (Get-Process -Id $PID).Path
    $command = "Import-Module '$module'; Invoke-ChatStream -Provider Demo -Prompt 'Explain SSE' | ForEach-Object { [Console]::Write(`$_) }; [Console]::WriteLine()"
    & $shell -NoProfile -NonInteractive -Command $command
    if ($LASTEXITCODE -ne 0) { throw 'The Demo reply failed.' }
}

function Invoke-PackageTask {
    Invoke-BuildTask '-p:PrecompileAll=true'
    $version = (Test-ModuleManifest (Join-Path $module 'StreamPS.psd1')).Version
    $zip = Join-Path $out "StreamPS.$version.zip"
    Compress-Archive -Path $module -DestinationPath $zip -Force
    Write-Information "Packed $zip" -InformationAction Continue
}

function Invoke-CleanTask {
    Get-ChildItem -Path $root -Directory -Recurse -Force |
        Where-Object { $_.Name -in 'bin', 'obj', 'out', 'TestResults', 'BenchmarkDotNet.Artifacts' -and $_.FullName -notmatch 'node_modules|[\\/]\.git[\\/]' } |
        Sort-Object { $_.FullName.Length } |
        Where-Object { Test-Path $_.FullName } |
        Remove-Item -Recurse -Force
}

foreach ($name in $Task) {
    & "Invoke-${name}Task"
}
