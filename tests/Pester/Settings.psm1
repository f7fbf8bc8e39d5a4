# Keeps the tests away from the settings and the keys of whoever runs them.
Set-StrictMode -Version Latest

$names = @([StreamPS.ChatProviders]::All.KeyVariable | Where-Object { $_ } | Sort-Object -Unique) +
    'AZURE_OPENAI_ENDPOINT', 'STREAMPS_PROVIDER', 'STREAMPS_TEST_KEY', 'XDG_CONFIG_HOME', 'APPDATA'

<#
.SYNOPSIS
Takes down what the environment says, and puts the profiles into a folder of the test. Returns it, for Restore-UserSetting.
#>
function Save-UserSetting {
    [CmdletBinding()]
    [OutputType([hashtable])]
    param([Parameter(Mandatory, Position = 0)] [string] $Folder)

    $saved = @{}
    foreach ($name in $names) { $saved[$name] = [Environment]::GetEnvironmentVariable($name) }
    $env:XDG_CONFIG_HOME = $Folder
    $env:APPDATA = $Folder
    Clear-UserSetting
    $saved
}

<#
.SYNOPSIS
Takes away all profiles, and everything in the environment that chooses a provider or is a key.
#>
function Clear-UserSetting {
    [CmdletBinding()]
    param()

    foreach ($name in $names) { if ($name -notin 'XDG_CONFIG_HOME', 'APPDATA') { [Environment]::SetEnvironmentVariable($name, $null) } }
    $folder = Join-Path $env:XDG_CONFIG_HOME 'StreamPS'
    if (Test-Path $folder) { Remove-Item $folder -Recurse -Force }
}

<#
.SYNOPSIS
Puts the environment back.
#>
function Restore-UserSetting {
    [CmdletBinding()]
    param([Parameter(Mandatory, Position = 0)] [hashtable] $Saved)

    foreach ($name in $names) { [Environment]::SetEnvironmentVariable($name, $Saved[$name]) }
}

<#
.SYNOPSIS
Where the profiles are.
#>
function Get-ProfilePath {
    [CmdletBinding()]
    [OutputType([string])]
    param()

    [System.IO.Path]::Combine($env:XDG_CONFIG_HOME, 'StreamPS', 'profiles.json')
}

<#
.SYNOPSIS
Writes the file with the profiles as someone with an editor would.
#>
function Write-ProfileFile {
    [CmdletBinding()]
    param([Parameter(Mandatory, Position = 0)] [AllowEmptyString()] [string] $Text)

    $path = Get-ProfilePath
    [void][System.IO.Directory]::CreateDirectory([System.IO.Path]::GetDirectoryName($path))
    [System.IO.File]::WriteAllText($path, $Text)
}

Export-ModuleMember -Function Save-UserSetting, Clear-UserSetting, Restore-UserSetting, Get-ProfilePath, Write-ProfileFile
