function Get-SizeCandidate {
    param([Parameter(Mandatory)] [int] $Count)

    $size = @{ Deltas = $Count }
    @{
        Name = 'Invoke-ChatStream | ForEach-Object { }'
        Run  = { param($Uri) Invoke-ChatStream -BaseUri $Uri -Prompt 'Hello' | ForEach-Object { } }
    } + $size
    Get-PipelineLimitCandidate | ForEach-Object { $_ + $size }
    Get-EngineCandidate $engineName | ForEach-Object { $_ + $size }
}

function Invoke-SizesSection {
    '## Sizes', '', "Time for a delta of replies of different lengths, the request included; medians of $Rounds rounds.", ''
    Format-MarkdownTable @(foreach ($count in 1000, 20000, 200000) {
            $stream, $limit, $engine = @(Measure-Race 'Sizes' @(Get-SizeCandidate $count) -WarmupRounds $longWarmup)
            [pscustomobject][ordered]@{
                deltas                   = Format-Number $count
                'Invoke-ChatStream, ns'  = Format-Number (Get-Median (Get-DeltaTime $stream))
                'B a delta'              = Format-Number (Get-Median (Get-DeltaByte $stream))
                "the pipeline's own, ns" = Format-Number (Get-Median (Get-DeltaTime $limit))
                'its B'                  = Format-Number (Get-Median (Get-DeltaByte $limit))
                'engine alone, ns'       = Format-Number (Get-Median (Get-DeltaTime $engine))
            }
        })
}
