<#
.SYNOPSIS
Runs the Pester tests and writes each result as a line of JSON, for tests/StreamPS.Tests, which reports them to `dotnet test`.
.DESCRIPTION
Every way in which a test can fail to run is a line, too: a file that can't be read, a set-up or tear-down that throws, a test that was
left out. The last line says how many there are, so that a run that was cut short can't pass for a whole one.
.PARAMETER ResultFile
The file to write.
.PARAMETER Path
The folder or file with the tests.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $ResultFile,
    [string] $Path = $PSScriptRoot
)

# No strict mode and no preference is set here: the tests would inherit it, and behave otherwise than under a plain Invoke-Pester.
$lines = $ResultFile

function Write-Line {
    param([hashtable] $Line)

    # As .NET writes it: Windows PowerShell's own cmdlets would put a byte order mark before it.
    [System.IO.File]::AppendAllText($lines, (ConvertTo-Json -InputObject $Line -Compress) + "`n")
}

function Write-Result {
    param([string] $File, [string] $Name, [string] $Outcome, $ErrorRecord, [timespan] $Duration = 0)

    $message = ($ErrorRecord | ForEach-Object { "$_" }) -join "`n"
    # The frames of Pester itself say nothing.
    $places = $ErrorRecord | ForEach-Object { "$($_.ScriptStackTrace)" -split "`n" } | Where-Object { $_ -match '\.Tests\.ps1|(LoopbackServer|Session)\.psm1' }
    Write-Line @{
        kind    = 'test'
        file    = [System.IO.Path]::GetFileName($File)
        name    = $Name -replace '[\x00-\x1F]+', ' '
        outcome = $Outcome
        message = $message -replace '^is (skipped|inconclusive), because '
        places  = $places -join "`n"
        seconds = $Duration.TotalSeconds
    }
}

$pester = Get-Module -ListAvailable -Name Pester | Where-Object { $_.Version.Major -eq 5 } | Sort-Object Version | Select-Object -Last 1
if (-not $pester) {
    Write-Line @{ kind = 'unavailable'; reason = "PowerShell $($PSVersionTable.PSVersion) is here, but Pester 5 isn't: Install-Module Pester -MinimumVersion 5.5 -MaximumVersion 5.99" }
    return
}
Import-Module $pester

$configuration = New-PesterConfiguration
$configuration.Run.Path = $Path
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'None'
$run = Invoke-Pester -Configuration $configuration
if (-not $run) { exit 1 }

foreach ($container in $run.FailedContainers) {
    Write-Result -File $container.Item -Name 'can be read and set up' -Outcome 'Failed' -ErrorRecord $container.ErrorRecord
}
foreach ($block in $run.FailedBlocks) {
    Write-Result -File $block.BlockContainer.Item -Name "$($block.ExpandedPath): set-up and tear-down" -Outcome 'Failed' -ErrorRecord $block.ErrorRecord
}
foreach ($test in $run.Tests) {
    Write-Result -File $test.Block.BlockContainer.Item -Name $test.ExpandedPath -Outcome $test.Result -ErrorRecord $test.ErrorRecord -Duration $test.Duration
}
Write-Line @{ kind = 'end'; count = @($run.Tests).Count }
