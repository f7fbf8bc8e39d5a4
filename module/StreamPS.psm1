# PowerShell 7.4 and later bring all the net8.0 flavour needs; the other flavour carries its own copies of what 5.1 lacks.
$flavour = if ($PSVersionTable.PSVersion -ge [version]'7.4') { 'net8.0' } else { 'netstandard2.0' }
Import-Module -Name "$PSScriptRoot/bin/$flavour/StreamPS.dll"

# An alias goes before functions, so that whoever has one of this name keeps it. Programs aren't looked for: an import reads no folders.
if (${Alias:chat} -in $null, 'Invoke-ChatStream' -and -not ${Function:chat}) { ${Alias:chat} = 'Invoke-ChatStream' }
