# A folder for each edition, and in PowerShell 7's one for each platform whose native code is there. .NET Framework has no name
# for its platform, so that what remains is the edition's. Nothing is compared or looked for: PowerShell would compile code for it at each import.
$assemblies = "$PSScriptRoot/bin/$PSEdition"
try {
    $platform = [System.Runtime.InteropServices.RuntimeInformation]::RuntimeIdentifier
    Import-Module -Name "$assemblies/$platform/StreamPS.dll" -ErrorAction Stop
}
catch {
    $global:Error.RemoveAt(0)
    # The IL works on every platform.
    try { Import-Module -Name "$assemblies/StreamPS.dll" -ErrorAction Stop }
    catch {
        if ($PSEdition -eq 'Core' -and $PSVersionTable.PSVersion -lt [version]'7.4') { throw "StreamPS needs PowerShell 7.4 or later, or Windows PowerShell 5.1. This is PowerShell $($PSVersionTable.PSVersion)." }
        throw
    }
}

# An alias goes before functions, so that whoever has one of this name keeps it. Programs aren't looked for: an import reads no folders.
if (-not ${Alias:chat} -and -not ${Function:chat}) { ${Alias:chat} = 'Invoke-ChatStream' }
