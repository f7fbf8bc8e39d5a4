<#
.SYNOPSIS
Runs the examples of a page one after the other, as a user would at a prompt, and prints what a user would see.
.DESCRIPTION
It runs in a process of its own, whose whole output is what's on the screen. Before each example it prints a line with its number, and
after it a line for each error.
.PARAMETER Module
The folder of the module.
.PARAMETER Example
A JSON file: the texts of the examples.
#>
[CmdletBinding()]
param([Parameter(Mandatory)] [string] $Module, [Parameter(Mandatory)] [string] $Example)

Import-Module $Module
[cultureinfo]::CurrentCulture = [cultureinfo]::InvariantCulture

# The certificate is the loopback server's, whichever service an example asks.
$PSDefaultParameterValues = @{ '*-Chat*:SkipCertificateCheck' = $true }
Set-Variable ChatStreamDisplay 'Inline'

$number = 0
foreach ($text in Get-Content $Example -Raw | ConvertFrom-Json) {
    $failures = New-Object System.Collections.ArrayList
    # On a line of its own: the example before may have left the cursor behind its text.
    [Console]::Out.WriteLine("`n@@example $number")
    $block = [scriptblock]::Create($text)
    try { & $block 2>&1 | Where-Object { if ($_ -is [System.Management.Automation.ErrorRecord]) { [void]$failures.Add($_) } else { $true } } | Out-Default }
    catch { [void]$failures.Add($_) }
    foreach ($failure in $failures) { [Console]::Out.WriteLine("@@error $($failure.FullyQualifiedErrorId): $failure") }
    $number++
}
