function Use-Server {
    param([Parameter(Mandatory)] [scriptblock] $Script)

    $server = Start-LoopbackServer
    try { & $Script $server }
    finally { Stop-LoopbackServer $server }
}

# Every request below the address gets the reply; the path tells how many deltas are wanted.
function Add-StandingReply {
    [OutputType([string])]
    param([Parameter(Mandatory)] $Server, [Parameter(Mandatory)] [string] $Name, [Parameter(Mandatory)] [hashtable] $Reply)

    Add-Reply $Server -Option ($Reply + @{ always = $true; path = "/$Name/chat/completions" })
    "$($Server.Address)/$Name"
}

function Add-BulkReply {
    [OutputType([string])]
    param([Parameter(Mandatory)] $Server, [Parameter(Mandatory)] [int] $Count)

    Add-StandingReply $Server -Name "bulk-$Count" -Reply @{ bulk = @{ count = $Count } }
}

# OpenAI pads its frames with a field that is never the same, so that their length doesn't tell the text.
function Add-PaddedReply {
    [OutputType([string])]
    param([Parameter(Mandatory)] $Server, [Parameter(Mandatory)] [int] $Count)

    $frame = Get-Frame 'tok '
    $end = $frame.LastIndexOf('}')
    $frames = foreach ($number in 1..1000) {
        $padding = [convert]::ToString($number * 7919, 16).PadLeft(3 + $number % 7, '0')
        $frame.Substring(0, $end) + ",`"obfuscation`":`"$padding`"" + $frame.Substring($end)
    }
    $block = @{ write = -join $frames }
    $rest = @{ write = -join @($frames | Select-Object -First ($Count % 1000)) }
    $steps = @(@{ write = Get-Frame -Role }) + @($block) * [math]::Floor($Count / 1000) + $rest + @{ write = (Get-Frame -Finish 'stop') + (Get-Frame -Done) }
    Add-StandingReply $Server -Name "padded-$Count" -Reply @{ steps = $steps }
}
