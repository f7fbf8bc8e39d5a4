# Drives a PowerShell in a real terminal, by tmux: types keys, and reads what's on the screen.
Set-StrictMode -Version Latest

$timeout = [timespan]'00:00:20'

<#
.SYNOPSIS
Why there can be no terminal here, or nothing when there can be one.
#>
function Get-TerminalObstacle {
    [CmdletBinding()]
    [OutputType([string])]
    param()

    if (-not (Get-Command tmux -CommandType Application -ErrorAction Ignore)) { 'tmux, which gives the test a terminal, is not here' }
}

# Each terminal is a tmux server of its own: its socket and its settings are nobody else's.
function Invoke-Tmux {
    param($Terminal, [string[]] $Arguments)

    $output = & tmux -S $Terminal.Socket -f /dev/null @Arguments 2>&1
    if ($LASTEXITCODE -ne 0) { throw "tmux $($Arguments[0]) failed: $output" }
    $output
}

<#
.SYNOPSIS
Starts a PowerShell in a terminal, with a folder of its own for histories and settings, and waits for its prompt, which is 'PS> '.
.PARAMETER Folder
Where the shell's files may be.
.PARAMETER Script
What it runs before it shows its prompt.
.PARAMETER Environment
Variables of the environment, beside those of this process.
.PARAMETER ArgumentList
Parameters of pwsh.
#>
function Start-Terminal {
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'A terminal of the test.')]
    [CmdletBinding()]
    param(
        [Parameter(Mandatory, Position = 0)] [string] $Folder,
        [Parameter(Position = 1)] [string] $Script = '',
        [hashtable] $Environment = @{},
        [string[]] $ArgumentList = @(),
        [int] $Columns = 100,
        [int] $Rows = 40
    )

    # In the folder for temporary files: a socket's path may not be long.
    $terminal = [pscustomobject]@{ Socket = Join-Path ([System.IO.Path]::GetTempPath()) "streamps-$([guid]::NewGuid().ToString('N'))" }
    [void][System.IO.Directory]::CreateDirectory($Folder)
    $start = Join-Path $Folder 'start.ps1'
    # Cleared at the end: what the start has written is no part of what a test sees.
    [System.IO.File]::WriteAllText($start, "function prompt { 'PS> ' }`n$Script`nClear-Host`n")

    $variables = @{ HOME = $Folder; XDG_DATA_HOME = $Folder; LANG = 'C.UTF-8'; POWERSHELL_UPDATECHECK = 'Off' }
    foreach ($name in $Environment.Keys) { $variables[$name] = $Environment[$name] }
    $assignments = foreach ($name in $variables.Keys) { "$name=$($variables[$name])" }
    $shell = (Get-Process -Id $PID).Path
    $command = @('env', '-u', 'NO_COLOR') + @($assignments) + @($shell, '-NoLogo', '-NoProfile') + $ArgumentList + @('-NoExit', '-File', $start)
    $null = Invoke-Tmux $terminal (@('new-session', '-d', '-x', $Columns, '-y', $Rows) + $command)
    $null = Invoke-Tmux $terminal 'set-option', '-g', 'remain-on-exit', 'on'
    Wait-Terminal $terminal '(?m)\APS> \Z'
    $terminal
}

<#
.SYNOPSIS
Ends a terminal, and what runs in it.
#>
function Stop-Terminal {
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'A terminal of the test.')]
    [CmdletBinding()]
    param([Parameter(Position = 0)] [AllowNull()] $Terminal)

    if ($null -eq $Terminal) { return }

    $null = Invoke-Tmux $Terminal 'kill-server'
    [System.IO.File]::Delete($Terminal.Socket)
}

<#
.SYNOPSIS
Types a text as it stands, and presses the keys after it. Keys have tmux's names: Enter, Up, C-c, M-Enter, Tab.
#>
function Send-Terminal {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory, Position = 0)] $Terminal,
        [Parameter(Position = 1)] [AllowEmptyString()] [string] $Text = '',
        [Parameter(Position = 2)] [string[]] $Key = @()
    )

    if ($Text) { $null = Invoke-Tmux $Terminal 'send-keys', '-l', '--', $Text }
    if ($Key) { $null = Invoke-Tmux $Terminal (@('send-keys') + $Key) }
}

<#
.SYNOPSIS
What the terminal shows and has shown, lines that wrapped in one piece, without the empty lines at the end.
.PARAMETER Escapes
With the escape sequences for colours and the like.
#>
function Get-TerminalText {
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory, Position = 0)] $Terminal, [switch] $Escapes)

    $arguments = 'capture-pane', '-p', '-J', '-S', '-'
    if ($Escapes) { $arguments += '-e' }
    (@(Invoke-Tmux $Terminal $arguments) -join "`n").TrimEnd("`n")
}

<#
.SYNOPSIS
Waits until what the terminal shows matches a pattern.
#>
function Wait-Terminal {
    [CmdletBinding()]
    param([Parameter(Mandatory, Position = 0)] $Terminal, [Parameter(Mandatory, Position = 1)] [string] $Pattern, [switch] $Escapes)

    $watch = [System.Diagnostics.Stopwatch]::StartNew()
    do {
        $text = Get-TerminalText $Terminal -Escapes:$Escapes
        if ($text -match $Pattern) { return }
        # tmux has nothing to wait for: it's asked again.
        [System.Threading.Thread]::Sleep(20)
    } while ($watch.Elapsed -lt $timeout)
    throw "The terminal doesn't show '$Pattern' within $($timeout.TotalSeconds) s, but:`n$text"
}

<#
.SYNOPSIS
Waits until the cursor is in a column, counted from 0.
#>
function Wait-TerminalColumn {
    [CmdletBinding()]
    param([Parameter(Mandatory, Position = 0)] $Terminal, [Parameter(Mandatory, Position = 1)] [int] $Column)

    $watch = [System.Diagnostics.Stopwatch]::StartNew()
    while ([int](Invoke-Tmux $Terminal 'display-message', '-p', '#{cursor_x}') -ne $Column) {
        if ($watch.Elapsed -gt $timeout) { throw "The cursor isn't in column $Column within $($timeout.TotalSeconds) s:`n$(Get-TerminalText $Terminal)" }
        # tmux has nothing to wait for: it's asked again.
        [System.Threading.Thread]::Sleep(20)
    }
}

Export-ModuleMember -Function Get-TerminalObstacle, Start-Terminal, Stop-Terminal, Send-Terminal, Get-TerminalText, Wait-Terminal, Wait-TerminalColumn
