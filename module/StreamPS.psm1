# A folder for each edition, chosen by its name: comparing versions would make PowerShell compile code at each import.
try { Import-Module -Name "$PSScriptRoot/bin/$PSEdition/StreamPS.dll" -ErrorAction Stop }
catch {
    if ($PSEdition -eq 'Core' -and $PSVersionTable.PSVersion -lt [version]'7.4') { throw "StreamPS needs PowerShell 7.4 or later, or Windows PowerShell 5.1. This is PowerShell $($PSVersionTable.PSVersion)." }
    throw
}

# An alias goes before functions, so that whoever has one of this name keeps it. Programs aren't looked for: an import reads no folders.
if (-not ${Alias:chat} -and -not ${Function:chat}) { ${Alias:chat} = 'Invoke-ChatStream' }
