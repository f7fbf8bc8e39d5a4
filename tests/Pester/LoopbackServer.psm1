# Drives tests/StreamPS.LoopbackServer: a chat service on 127.0.0.1 that does what a test says and remembers what it saw.
Set-StrictMode -Version Latest

$timeout = [timespan]'00:00:10'

function Find-ServerAssembly {
    if ($env:STREAMPS_LOOPBACK_SERVER) { return $env:STREAMPS_LOOPBACK_SERVER }

    # Debug and Release may both be there: the one built last is meant.
    $folder = [System.IO.Path]::Combine($PSScriptRoot, '..', 'StreamPS.LoopbackServer', 'bin')
    $assembly = Get-ChildItem -Path "$folder/*/net10.0/StreamPS.LoopbackServer.dll" -ErrorAction Ignore |
        Sort-Object LastWriteTime | Select-Object -Last 1
    if (-not $assembly) { throw 'The loopback server is missing. Build it with: dotnet build tests/StreamPS.LoopbackServer' }
    $assembly.FullName
}

<#
.SYNOPSIS
Starts a server. It lives as long as its standard input is open, so it can't outlive this process.
#>
function Start-LoopbackServer {
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'A test server changes nothing that outlives the test.')]
    [CmdletBinding()]
    param([switch] $Tls, [switch] $Gateway, [switch] $Proxy, [string] $ProxyLogin)

    # A proxy of the machine must not get between the tests and 127.0.0.1.
    $env:NO_PROXY = '127.0.0.1,localhost'

    $arguments = @("`"$(Find-ServerAssembly)`"")
    if ($Tls) { $arguments += '--tls' }
    if ($Gateway) { $arguments += '--gateway' }
    if ($Proxy) { $arguments += '--proxy' }
    if ($ProxyLogin) { $arguments += "--proxy-credential $ProxyLogin" }

    $start = New-Object System.Diagnostics.ProcessStartInfo -ArgumentList 'dotnet', ($arguments -join ' ')
    $start.UseShellExecute = $false
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $process = [System.Diagnostics.Process]::Start($start)

    $lines = foreach ($line in 1..(1 + [int]($Tls -or $Gateway) + [int][bool]$Gateway + [int]($Proxy -or $ProxyLogin))) { $process.StandardOutput.ReadLine() }
    $address = @($lines)[0]
    if (-not $address) { throw "The loopback server ended with exit code $($process.ExitCode)." }

    [pscustomobject]@{
        Process        = $process
        Address        = $address
        BaseUri        = "$address/v1"
        SecureBaseUri  = @($lines) -match '^https=' -replace '^https=(.*)', '$1/v1' | Select-Object -First 1
        GatewayAddress = @($lines) -match '^gateway=' -replace '^gateway=' | Select-Object -First 1
        ProxyAddress   = @($lines) -match '^proxy=' -replace '^proxy=' | Select-Object -First 1
    }
}

<#
.SYNOPSIS
Ends a server.
#>
function Stop-LoopbackServer {
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'A test server changes nothing that outlives the test.')]
    [CmdletBinding()]
    param([Parameter(Position = 0)] [AllowNull()] $Server)

    if ($null -eq $Server) { return }

    $Server.Process.StandardInput.Close()
    if (-not $Server.Process.WaitForExit($timeout.TotalMilliseconds)) { $Server.Process.Kill() }
    $Server.Process.Dispose()
}

function Invoke-Control {
    param($Server, [string] $Method = 'GET', [string] $Path, $Document)

    $request = @{ Uri = "$($Server.Address)/control$Path"; Method = $Method; UseBasicParsing = $true; TimeoutSec = 30; Verbose = $false; Debug = $false }
    if ($null -ne $Document) {
        # As bytes: Windows PowerShell would send a text in Latin-1.
        $request.Body = [System.Text.Encoding]::UTF8.GetBytes((ConvertTo-Json -InputObject $Document -Depth 20 -Compress))
        $request.ContentType = 'application/json'
    }
    Invoke-RestMethod @request
}

<#
.SYNOPSIS
Forgets the replies and requests so far, so that each test starts at request 0.
#>
function Clear-LoopbackServer {
    [CmdletBinding()]
    param([Parameter(Mandatory, Position = 0)] $Server)

    Invoke-Control $Server -Method DELETE | Out-Null
}

<#
.SYNOPSIS
A frame of an OpenAI-compatible stream.
#>
function Get-Frame {
    [CmdletBinding(DefaultParameterSetName = 'Content')]
    [OutputType([string])]
    param(
        [Parameter(Mandatory, Position = 0, ParameterSetName = 'Content')] [string] $Content,
        [Parameter(Mandatory, ParameterSetName = 'Role')] [switch] $Role,
        [Parameter(Mandatory, ParameterSetName = 'Reasoning')] [string] $Reasoning,
        [Parameter(Mandatory, ParameterSetName = 'ToolCall')] [System.Collections.IDictionary] $ToolCall,
        [Parameter(Mandatory, ParameterSetName = 'Finish')] [string] $Finish,
        [Parameter(Mandatory, ParameterSetName = 'Usage')] [int[]] $Usage,
        [Parameter(Mandatory, ParameterSetName = 'Fault')] [System.Collections.IDictionary] $Fault,
        [Parameter(Mandatory, ParameterSetName = 'Done')] [switch] $Done,
        [int] $Index = 0
    )

    if ($Done) { return "data: [DONE]`n`n" }

    $delta = [ordered]@{}
    if ($Role) { $delta.role = 'assistant' }
    if ($Role -or $Content) { $delta.content = $Content }
    if ($Reasoning) { $delta.reasoning_content = $Reasoning }
    if ($ToolCall) { $delta.tool_calls = @($ToolCall) }
    $finishReason = if ($Finish) { $Finish }
    $choices = @([ordered]@{ index = $Index; delta = $delta; finish_reason = $finishReason })
    $chunk = [ordered]@{ id = 'chatcmpl-1'; object = 'chat.completion.chunk'; model = 'test-model'; choices = $choices }
    if ($Usage) {
        $chunk.choices = @()
        $chunk.usage = [ordered]@{ prompt_tokens = $Usage[0]; completion_tokens = $Usage[1]; total_tokens = $Usage[0] + $Usage[1] }
    }
    if ($Fault) { $chunk = @{ error = $Fault } }

    "data: $(ConvertTo-Json -InputObject $chunk -Depth 10 -Compress)`n`n"
}

<#
.SYNOPSIS
Queues a reply for the next request that has none.
.PARAMETER Text
The deltas of a whole stream.
.PARAMETER Step
What the server does, one after the other: texts are written, hashtables are steps of its control API, such as @{ gate = 'name' }.
.PARAMETER Body
A whole body that isn't an event stream.
.PARAMETER Path
The path of the requests that it's for, such as /v1/models; without it, it's for any.
.PARAMETER Always
Makes it the reply to all requests that have none of their own.
.PARAMETER Option
Other fields of a reply in the control API.
#>
function Add-Reply {
    [CmdletBinding(DefaultParameterSetName = 'Text')]
    param(
        [Parameter(Mandatory, Position = 0)] $Server,
        [Parameter(Position = 1, ParameterSetName = 'Text')] [string[]] $Text = 'Hello',
        [Parameter(Mandatory, ParameterSetName = 'Step')] [object[]] $Step,
        [Parameter(Mandatory, ParameterSetName = 'Body')] [AllowEmptyString()] [string] $Body,
        [Parameter(ParameterSetName = 'Body')] [string] $ContentType = 'application/json',
        [Parameter(Mandatory, ParameterSetName = 'Option')] [hashtable] $Option,
        [int] $Status = 200,
        [hashtable] $Header = @{},
        [string] $Path,
        [switch] $Always
    )

    $reply = @{ status = $Status; headers = $Header.Clone(); always = [bool]$Always }
    if ($Path) { $reply.path = $Path }
    switch ($PSCmdlet.ParameterSetName) {
        'Text' { $Step = @(Get-Frame -Role) + @($Text | ForEach-Object { Get-Frame $_ }) + @(Get-Frame -Finish 'stop') + @(Get-Frame -Done) }
        'Body' {
            $Step = @($Body)
            $reply.headers['Content-Type'] = $ContentType
        }
    }
    if ($Step) { $reply.steps = @($Step | ForEach-Object { if ($_ -is [string]) { @{ write = $_ } } else { $_ } }) }
    if ($PSCmdlet.ParameterSetName -eq 'Option') { foreach ($name in $Option.Keys) { $reply[$name] = $Option[$name] } }

    Invoke-Control $Server -Method POST -Path '/replies' -Document $reply | Out-Null
}

<#
.SYNOPSIS
Lets the replies that wait at a gate go on.
#>
function Open-Gate {
    [CmdletBinding()]
    param([Parameter(Mandatory, Position = 0)] $Server, [Parameter(Mandatory, Position = 1)] [string] $Name)

    Invoke-Control $Server -Method POST -Path "/gate/$Name" | Out-Null
}

function Read-Request {
    param([Parameter(ValueFromPipeline)] $Request)

    process {
        if ($null -eq $Request) { return }
        $json = if ($Request.body) { ConvertFrom-Json $Request.body }
        $Request | Add-Member -NotePropertyName json -NotePropertyValue $json -PassThru
    }
}

<#
.SYNOPSIS
The requests the server got, in the order of their arrival; json has the body.
#>
function Get-Request {
    [CmdletBinding()]
    param([Parameter(Mandatory, Position = 0)] $Server)

    # In two steps: an array comes out of Invoke-RestMethod as one object.
    $requests = Invoke-Control $Server -Path '/requests'
    $requests | Read-Request
}

# The server answers when it's so, or says after the time limit what isn't.
function Wait-Control {
    param($Server, [string] $Path)

    $separator = if ($Path.Contains('?')) { '&' } else { '?' }
    Invoke-Control $Server -Path "$Path${separator}timeoutMs=$($timeout.TotalMilliseconds)"
}

<#
.SYNOPSIS
Waits until a request has come and ended, and returns it.
#>
function Wait-RequestEnd {
    [CmdletBinding()]
    param([Parameter(Mandatory, Position = 0)] $Server, [Parameter(Position = 1)] [int] $Index = 0)

    Wait-Control $Server "/requests/$Index/wait" | Read-Request
}

<#
.SYNOPSIS
Waits until that many requests have come, ended or not, and returns the last.
#>
function Wait-Request {
    [CmdletBinding()]
    param([Parameter(Mandatory, Position = 0)] $Server, [Parameter(Position = 1)] [int] $Count = 1)

    Wait-Control $Server "/requests/$($Count - 1)/arrived" | Read-Request
}

<#
.SYNOPSIS
Waits until the client of a request doesn't read what the server has to send, and returns the request. Fails when it ends instead.
#>
function Wait-RequestBlocked {
    [CmdletBinding()]
    param([Parameter(Mandatory, Position = 0)] $Server, [Parameter(Position = 1)] [int] $Index = 0)

    Wait-Control $Server "/requests/$Index/blocked" | Read-Request
}

<#
.SYNOPSIS
Waits until more than so many bytes were sent in reply to a request, and returns the request. Fails when it ends before.
#>
function Wait-RequestWritten {
    [CmdletBinding()]
    param([Parameter(Mandatory, Position = 0)] $Server, [Parameter(Position = 1)] [int] $Index = 0, [long] $Over = 0)

    Wait-Control $Server "/requests/$Index/written?over=$Over" | Read-Request
}

<#
.SYNOPSIS
The number of connections that clients hold open, without the one that asks.
#>
function Get-ConnectionCount {
    [CmdletBinding()]
    [OutputType([int])]
    param([Parameter(Mandatory, Position = 0)] $Server)

    (Invoke-Control $Server -Path '/connections').open - 1
}

<#
.SYNOPSIS
Waits until clients hold open no more connections than that, without the one that asks.
#>
function Wait-ConnectionCount {
    [CmdletBinding()]
    param([Parameter(Mandatory, Position = 0)] $Server, [Parameter(Mandatory)] [int] $AtMost)

    Wait-Control $Server "/connections/wait?atMost=$($AtMost + 1)" | Out-Null
}

Export-ModuleMember -Function Start-LoopbackServer, Stop-LoopbackServer, Clear-LoopbackServer, Add-Reply, Get-Frame, Open-Gate,
    Get-Request, Wait-Request, Wait-RequestEnd, Wait-RequestBlocked, Wait-RequestWritten, Get-ConnectionCount, Wait-ConnectionCount
