$latencyDeltas = 300
$latencyRounds = 5

function ConvertTo-LatencyRow {
    param([Parameter(Mandatory)] [string] $Name, [Parameter(Mandatory)] [System.Collections.Generic.List[long]] $Ticks)

    $milliseconds = [double[]]@($Ticks | ForEach-Object { 1000.0 * $_ / [System.Diagnostics.Stopwatch]::Frequency })
    [pscustomobject][ordered]@{
        candidate = $Name
        deltas    = Format-Number $milliseconds.Length
        'p50, ms' = Format-Number (Get-Percentile $milliseconds 50) 'N2'
        'p95, ms' = Format-Number (Get-Percentile $milliseconds 95) 'N2'
        'p99, ms' = Format-Number (Get-Percentile $milliseconds 99) 'N2'
        'max, ms' = Format-Number (Get-Percentile $milliseconds 100) 'N2'
    }
}

function Invoke-LatencySection {
    '## Latency', '', "From the server's write to the first line of the script block, a delta every $paceMs ms.", ''
    Import-OpenAI
    $streamPS = {
        param($Uri, $Ticks)
        Invoke-ChatStream -BaseUri $Uri -Prompt 'Hello' | ForEach-Object {
            $now = [System.Diagnostics.Stopwatch]::GetTimestamp()
            if ($_.Content) { $Ticks.Add($now - [long]$_.Content) }
        }
    }
    $sdk = {
        param($Uri, $Ticks)
        $updates = Get-OpenAIStream $Uri
        try {
            while ($updates.MoveNextAsync().AsTask().GetAwaiter().GetResult()) {
                $now = [System.Diagnostics.Stopwatch]::GetTimestamp()
                $content = $updates.Current.ContentUpdate
                if ($content.Count -and $content[0].Text) { $Ticks.Add($now - [long]$content[0].Text) }
            }
        }
        finally { $null = $updates.DisposeAsync().AsTask().GetAwaiter().GetResult() }
    }
    $handwritten = {
        param($Uri, $Ticks)
        Read-HandwrittenStream (Open-HandwrittenStream $Uri) | ForEach-Object {
            $now = [System.Diagnostics.Stopwatch]::GetTimestamp()
            if ($_.PSObject.Properties['content'] -and $_.content) { $Ticks.Add($now - [long]$_.content) }
        }
    }

    $candidates = [ordered]@{
        'Invoke-ChatStream | ForEach-Object'                      = $streamPS
        'OpenAI .NET SDK, a loop in PowerShell'                   = $sdk
        'HttpClient, StreamReader and ConvertFrom-Json, a script' = $handwritten
    }
    $rows = Use-Server {
        param($Server)

        $warmup = Add-StandingReply $Server -Name 'warmup' -Reply @{ paced = @{ count = 300; intervalMs = 1 } }
        $uri = Add-StandingReply $Server -Name 'paced' -Reply @{ paced = @{ count = $latencyDeltas; intervalMs = $paceMs } }
        $ticks = @{}
        foreach ($name in $candidates.Keys) {
            & $candidates[$name] $warmup ([System.Collections.Generic.List[long]]::new())
            $ticks[$name] = [System.Collections.Generic.List[long]]::new()
        }
        foreach ($round in 1..$latencyRounds) {
            foreach ($name in $candidates.Keys) { & $candidates[$name] $uri $ticks[$name] }
        }
        $candidates.Keys | ForEach-Object { ConvertTo-LatencyRow $_ $ticks[$_] }
    }
    Format-MarkdownTable @($rows)
}
