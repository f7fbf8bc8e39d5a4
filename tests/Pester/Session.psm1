# Runs a script in a session of its own, beside the test, which can stop it as Ctrl+C does.
Set-StrictMode -Version Latest

$timeout = [timespan]'00:00:10'

<#
.SYNOPSIS
Starts a script in a new session that has the module.
.PARAMETER Shared
What the script finds in $shared: an event to set or to wait for, for example.
#>
function Start-Session {
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'A session of the test.')]
    [CmdletBinding()]
    param([Parameter(Mandatory, Position = 0)] [string] $Script, $Shared)

    $state = [initialsessionstate]::CreateDefault()
    $state.ImportPSModule((Get-Module StreamPS).Path)
    $state.Variables.Add((New-Object System.Management.Automation.Runspaces.SessionStateVariableEntry -ArgumentList 'shared', $Shared, ''))
    $session = [powershell]::Create($state)
    $output = New-Object 'System.Management.Automation.PSDataCollection[psobject]'
    [void]$session.AddScript($Script).BeginInvoke((New-Object 'System.Management.Automation.PSDataCollection[psobject]'), $output)
    [pscustomobject]@{ PowerShell = $session; Output = $output }
}

# Waits until a collection has that many items. What is added raises an event, so that nobody has to look again and again.
function Wait-Collection {
    param($Session, $Collection, [int] $Count, [string] $What)

    $watch = [System.Diagnostics.Stopwatch]::StartNew()
    $source = "StreamPS.Tests.$([guid]::NewGuid())"
    # Before the first look: what is added after it raises the event.
    Register-ObjectEvent -InputObject $Collection -EventName DataAdded -SourceIdentifier $source
    try {
        while ($Collection.Count -lt $Count) {
            $left = [Math]::Ceiling(($timeout - $watch.Elapsed).TotalSeconds)
            if ($left -le 0 -or -not (Wait-Event -SourceIdentifier $source -Timeout $left)) {
                # A copy: the collection itself would be enumerated until the session ends.
                $failure = $Session.PowerShell.Streams.Error.ReadAll()
                throw "The session has written $($Collection.Count) $What of $Count after $($timeout.TotalSeconds) s. It is $($Session.PowerShell.InvocationStateInfo.State). $failure"
            }
            Remove-Event -SourceIdentifier $source
        }
    }
    finally {
        Unregister-Event -SourceIdentifier $source
        Remove-Event -SourceIdentifier $source -ErrorAction Ignore
    }
}

<#
.SYNOPSIS
Waits until a session has written that many objects.
#>
function Wait-SessionOutput {
    [CmdletBinding()]
    param([Parameter(Mandatory, Position = 0)] $Session, [Parameter(Mandatory, Position = 1)] [int] $Count)

    Wait-Collection $Session $Session.Output $Count 'objects'
}

<#
.SYNOPSIS
Waits until a session has shown progress.
#>
function Wait-SessionProgress {
    [CmdletBinding()]
    param([Parameter(Mandatory, Position = 0)] $Session)

    Wait-Collection $Session $Session.PowerShell.Streams.Progress 1 'progress records'
}

<#
.SYNOPSIS
Stops a session's script and returns how many milliseconds that took.
#>
function Stop-Session {
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'A session of the test.')]
    [CmdletBinding()]
    [OutputType([long])]
    param([Parameter(Mandatory, Position = 0)] $Session)

    $watch = [System.Diagnostics.Stopwatch]::StartNew()
    # Not Stop, which would wait for ever where nothing listens to it.
    $call = $Session.PowerShell.BeginStop($null, $null)
    if (-not $call.AsyncWaitHandle.WaitOne($timeout)) { throw "The session doesn't stop within $($timeout.TotalSeconds) s." }
    $watch.ElapsedMilliseconds
}

<#
.SYNOPSIS
Takes a session away, whatever it is doing.
#>
function Close-Session {
    [CmdletBinding()]
    param([Parameter(Mandatory, Position = 0)] $Session)

    # One that doesn't stop has made its test fail already: disposing it would wait for it without a limit.
    $call = $Session.PowerShell.BeginStop($null, $null)
    if ($call.AsyncWaitHandle.WaitOne($timeout)) { $Session.PowerShell.Dispose() }
}

Export-ModuleMember -Function Start-Session, Wait-SessionOutput, Wait-SessionProgress, Stop-Session, Close-Session
