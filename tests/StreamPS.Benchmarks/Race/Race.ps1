[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSReviewUnusedParameter', '', Justification = 'The script blocks use them.')]
param()

function Initialize-Candidate {
    param([Parameter(Mandatory)] $Server, [Parameter(Mandatory)] [hashtable] $Candidate)

    $count = if ($Candidate['Deltas']) { [math]::Min($Candidate.Deltas, $DeltaCount) } else { $DeltaCount }
    $Candidate.Deltas = $count
    if (-not $Candidate['Streams']) { $Candidate.Streams = 1 }
    $Candidate.Total = $count * $Candidate.Streams
    $Candidate.Uri = if ($Candidate['IsPadded']) { Add-PaddedReply $Server $count } else { Add-BulkReply $Server $count }
    $Candidate.State = if ($Candidate['Setup']) { & $Candidate.Setup $Candidate.Uri $count $Candidate }
    $Candidate.Results = [System.Collections.Generic.List[object]]::new()
    $Candidate
}

function Measure-Candidate {
    param([Parameter(Mandatory)] [hashtable] $Candidate)

    if ($Candidate['IsWorker']) { return & $Candidate.Run $Candidate.Uri $Candidate.Deltas $Candidate.State }

    [System.GC]::Collect()
    $allocated = [System.GC]::GetTotalAllocatedBytes($true)
    $watch = [System.Diagnostics.Stopwatch]::StartNew()
    $null = & $Candidate.Run $Candidate.Uri $Candidate.Deltas $Candidate.State $Candidate
    $milliseconds = $watch.Elapsed.TotalMilliseconds
    [pscustomobject]@{
        milliseconds   = $milliseconds
        allocatedBytes = [System.GC]::GetTotalAllocatedBytes($true) - $allocated
    }
}

# The time of each round for one delta, in nanoseconds.
function Get-DeltaTime {
    [OutputType([double[]])]
    param([Parameter(Mandatory)] [hashtable] $Candidate)

    [double[]]@($Candidate.Results | ForEach-Object { 1e6 * $_.milliseconds / $Candidate.Total })
}

# The bytes of each round for one delta; nothing where they weren't counted.
function Get-DeltaByte {
    [OutputType([double[]])]
    param([Parameter(Mandatory)] [hashtable] $Candidate)

    [double[]]@($Candidate.Results | Where-Object { $_.PSObject.Properties['allocatedBytes'] } | ForEach-Object { $_.allocatedBytes / $Candidate.Total })
}

function ConvertTo-ThroughputRow {
    param([Parameter(Mandatory)] [hashtable] $Candidate, [Parameter(Mandatory)] [double] $Reference)

    $times = Get-DeltaTime $Candidate
    $bytes = Get-DeltaByte $Candidate
    $median = Get-Median $times
    [pscustomobject][ordered]@{
        candidate    = $Candidate.Name
        deltas       = Format-Number $Candidate.Total
        'ns, min'    = Format-Number (Get-Percentile $times 0)
        'ns, median' = Format-Number $median
        'ns, max'    = Format-Number (Get-Percentile $times 100)
        'deltas/s'   = Format-Number (1e9 / $median)
        'B a delta'  = if ($bytes) { Format-Number (Get-Median $bytes) } else { '' }
        ratio        = Format-Number ($median / $Reference) 'N2'
    }
}

# Runs the candidates in turns.
function Measure-Race {
    param([Parameter(Mandatory)] [string] $Activity, [Parameter(Mandatory)] [object[]] $Candidate, [int] $WarmupRounds = 2)

    $candidates = @($Candidate | Where-Object { -not $_['Skipped'] })
    Use-Server {
        param($Server)

        try {
            $candidates | ForEach-Object { $null = Initialize-Candidate $Server $_ }
            foreach ($round in 1..($WarmupRounds + $Rounds)) {
                Write-Progress -Activity $Activity -Status "Round $round" -PercentComplete (100 * $round / ($WarmupRounds + $Rounds))
                foreach ($candidate in $candidates) {
                    $result = Measure-Candidate $candidate
                    if ($round -gt $WarmupRounds) { $candidate.Results.Add($result) }
                }
            }
        }
        finally {
            $candidates | Where-Object { $_['Cleanup'] -and $_['State'] } | ForEach-Object { & $_.Cleanup $_.State }
        }
    }

    $candidates
}

# Runs the candidates in turns and prints their table. The ratio is to the first one.
function Invoke-Race {
    param([Parameter(Mandatory)] [string] $Activity, [Parameter(Mandatory)] [object[]] $Candidate, [int] $WarmupRounds = 2)

    $candidates = @(Measure-Race $Activity $Candidate -WarmupRounds $WarmupRounds)
    $reference = Get-Median (Get-DeltaTime $candidates[0])
    Format-MarkdownTable @($candidates | ForEach-Object { ConvertTo-ThroughputRow $_ $reference })
    $Candidate | Where-Object { $_['Skipped'] } | ForEach-Object { "Skipped: $($_.Name) ($($_.Skipped))." }
}
