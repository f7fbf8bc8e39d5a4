<#
.SYNOPSIS
Streams replies in a terminal, with and without -ShowProgress in turns, and leaves what each took in a file.
.PARAMETER ModulePath
The module.
.PARAMETER Uri
What precedes /chat/completions.
.PARAMETER Rounds
How often each is measured, after two rounds that don't count.
.PARAMETER ResultPath
The file: JSON, milliseconds without and with progress.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $ModulePath,
    [Parameter(Mandatory)] [string] $Uri,
    [Parameter(Mandatory)] [int] $Rounds,
    [Parameter(Mandatory)] [string] $ResultPath
)

Import-Module $ModulePath
$results = foreach ($round in 1..($Rounds + 2)) {
    foreach ($isShown in $false, $true) {
        [System.GC]::Collect()
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        Invoke-ChatStream -BaseUri $Uri -Prompt 'Hello' -ShowProgress:$isShown | ForEach-Object { }
        if ($round -gt 2) { [pscustomobject]@{ IsShown = $isShown; Milliseconds = $watch.Elapsed.TotalMilliseconds } }
    }
}
# Whoever waits for the file finds it whole.
ConvertTo-Json @($results) | Set-Content "$ResultPath.new"
Move-Item "$ResultPath.new" $ResultPath
