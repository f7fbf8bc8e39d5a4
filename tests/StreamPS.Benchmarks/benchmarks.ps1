#!/usr/bin/env pwsh
<#
.SYNOPSIS
Measures StreamPS beside other ways to stream a reply in PowerShell.
.DESCRIPTION
All candidates read the same bytes from the tests' server, which runs in a process of its own on this machine. They take turns, so that what
else the machine does hits all of them alike: compare within one run. docs/performance.md says what the figures mean.

Build first: dotnet build tests/StreamPS.Benchmarks -c Release, and ./build.ps1 for the module.
.PARAMETER Section
Throughput   deltas a second and bytes for each delta, of every candidate
Sizes        the same at 1,000, 20,000 and 200,000 deltas
Shaping      what joined deltas, pieces, reading ahead and script blocks for the text cost or gain
Streams      1, 8, 64 and 256 streams at once, beside the engine alone
ManyPrompts  1,000 prompts, 100 at once, beside the engine alone
Cold         from the start of a process to the first and to the last of 500 deltas
Import       what Import-Module adds to the start of a process
Memory       memory over a million deltas
Latency      from the server's write to the first line of the script block, one delta every 5 ms
Stop         from Select-Object -First 3 to the close that the server sees
.PARAMETER DeltaCount
The deltas of a stream. Slow candidates get fewer; all figures are for one delta.
.PARAMETER Rounds
How often each candidate is measured, after rounds that don't count.
.PARAMETER AdditionalScript
More candidates: script blocks, or files, that return hashtables with Name and Run, and as they like Deltas, Setup and Cleanup. Run is a
script block that gets the base address and the number of deltas and reads the stream to its end.
.PARAMETER NodeModules
The folder node_modules that has the package openai.
.PARAMETER ModulePath
The module to measure.
.PARAMETER BuildOutput
The folder with StreamPS.Benchmarks.dll.
.EXAMPLE
./benchmarks.ps1 -Section Throughput -Rounds 15
.EXAMPLE
./benchmarks.ps1 -AdditionalScript { @{ Name = 'Invoke-RestMethod'; Run = { param($Uri) Invoke-RestMethod "$Uri/chat/completions" -Method Post -Body '{}' } } }
#>
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The files below use them.')]
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSReviewUnusedParameter', '', Justification = 'The files below use them.')]
[CmdletBinding()]
param(
    [ValidateSet('Throughput', 'Sizes', 'Shaping', 'Streams', 'ManyPrompts', 'Cold', 'Import', 'Memory', 'Latency', 'Stop')]
    [string[]] $Section = @('Throughput', 'Sizes', 'Shaping', 'Streams', 'ManyPrompts', 'Cold', 'Import', 'Memory', 'Latency', 'Stop'),

    [ValidateRange(1000, 10000000)]
    [int] $DeltaCount = 200000,

    [ValidateRange(1, 1000)]
    [int] $Rounds = 7,

    [object[]] $AdditionalScript = @(),

    [string] $NodeModules,

    [string] $ModulePath = [System.IO.Path]::Combine($PSScriptRoot, '..', '..', 'out', 'StreamPS'),

    [string] $BuildOutput = [System.IO.Path]::Combine($PSScriptRoot, 'bin', 'Release', 'net10.0')
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

# The time between two deltas where a service's pace matters.
$paceMs = 5
$engineName = 'Engine alone (C#)'
# Rounds that don't count where a round is short: what is measured is how it goes on, and .NET compiles what runs often anew.
$longWarmup = 15

$modulePath = (Resolve-Path $ModulePath).Path
$benchmarkAssembly = Join-Path $BuildOutput 'StreamPS.Benchmarks.dll'
if (-not (Test-Path $benchmarkAssembly)) { throw "$benchmarkAssembly is missing. Build it with: dotnet build tests/StreamPS.Benchmarks -c Release" }
$shell = (Get-Process -Id $PID).Path

Import-Module ([System.IO.Path]::Combine($PSScriptRoot, '..', 'Pester', 'LoopbackServer.psm1'))

foreach ($file in Get-ChildItem (Join-Path $PSScriptRoot 'Race'), (Join-Path $PSScriptRoot 'Sections') -Filter *.ps1) { . $file.FullName }

$http = [System.Net.Http.HttpClient]::new()
try {
    Import-Module $modulePath
    "PowerShell $($PSVersionTable.PSVersion), $([System.Runtime.InteropServices.RuntimeInformation]::FrameworkDescription), $([System.Environment]::ProcessorCount) cores, the server on the same machine.", ''
    foreach ($name in $Section) { & "Invoke-${name}Section" }
}
finally {
    $http.Dispose()
}
