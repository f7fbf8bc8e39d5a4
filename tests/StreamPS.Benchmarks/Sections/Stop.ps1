$stopRuns = 10

# The command notes the time when it has what it wants; what it then takes to tell the server is measured.
function Measure-Stop {
    [OutputType([double])]
    param([Parameter(Mandatory)] $Server, [Parameter(Mandatory)] [scriptblock] $Command)

    Clear-LoopbackServer $Server
    $uri = Add-StandingReply $Server -Name 'paced' -Reply @{ paced = @{ count = 100000; intervalMs = $paceMs } }
    $stopped = @(& $Command $uri)[-1]
    (Wait-RequestEnd $Server).endedAt - ($stopped - [datetime]::UnixEpoch).TotalMilliseconds
}

function Invoke-StopSection {
    '## Stop', '', "From the third delta to the close that the server sees, while it goes on sending.", ''
    Import-OpenAI
    $streamPS = {
        param($Uri)
        Invoke-ChatStream -BaseUri $Uri -Prompt 'Hello' | Select-Object -First 3 | ForEach-Object { [datetime]::UtcNow }
    }
    $sdk = {
        param($Uri)
        $updates = Get-OpenAIStream $Uri
        try { foreach ($number in 1..3) { $null = $updates.MoveNextAsync().AsTask().GetAwaiter().GetResult() } }
        finally {
            [datetime]::UtcNow
            $null = $updates.DisposeAsync().AsTask().GetAwaiter().GetResult()
        }
    }
    $handwritten = {
        param($Uri)
        Read-HandwrittenStream (Open-HandwrittenStream $Uri) | Select-Object -First 3 | ForEach-Object { [datetime]::UtcNow }
    }

    $candidates = [ordered]@{
        'Invoke-ChatStream | Select-Object -First 3'              = $streamPS
        'OpenAI .NET SDK, disposed after three'                   = $sdk
        'HttpClient, StreamReader and ConvertFrom-Json, a script' = $handwritten
    }
    $rows = Use-Server {
        param($Server)

        foreach ($name in $candidates.Keys) {
            $null = Measure-Stop $Server $candidates[$name]
            $times = [double[]]@(foreach ($run in 1..$stopRuns) { Measure-Stop $Server $candidates[$name] })
            [pscustomobject][ordered]@{
                candidate    = $name
                'min, ms'    = Format-Number (Get-Percentile $times 0) 'N1'
                'median, ms' = Format-Number (Get-Median $times) 'N1'
                'max, ms'    = Format-Number (Get-Percentile $times 100) 'N1'
            }
        }
    }
    Format-MarkdownTable @($rows)
}
