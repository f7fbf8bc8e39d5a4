# PowerShell 7.4 and later bring all the net8.0 flavour needs; the other flavour carries its own copies of what 5.1 lacks.
$flavour = if ($PSVersionTable.PSVersion -ge [version]'7.4') { 'net8.0' } else { 'netstandard2.0' }
Import-Module -Name "$PSScriptRoot/bin/$flavour/StreamPS.dll"

# An alias goes before functions and programs, so that whoever has a command of this name keeps it. Files are looked for directly:
# PowerShell's own search reads whole folders, and takes as long as all the rest of the import.
$programs = foreach ($folder in "$env:PATH".Split([System.IO.Path]::PathSeparator)) {
    foreach ($ending in @('', '.ps1') + "$env:PATHEXT".Split(';')) { if ([System.IO.File]::Exists("$folder/chat$ending")) { $folder } }
}
if (${Alias:chat} -in $null, 'Invoke-ChatStream' -and -not (${Function:chat} -or $programs)) { ${Alias:chat} = 'Invoke-ChatStream' }
