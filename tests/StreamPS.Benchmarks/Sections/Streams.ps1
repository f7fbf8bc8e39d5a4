[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSReviewUnusedParameter', '', Justification = 'A candidate may ignore what it gets.')]
param()

$streamPrompts = 256
$streamDeltas = 200

function Get-StreamsCandidate {
    param([Parameter(Mandatory)] [int] $AtOnce)

    $many = @{ Deltas = $streamDeltas; Streams = $streamPrompts; AtOnce = $AtOnce }
    Get-EngineCandidate $engineName -Streams $streamPrompts -AtOnce $AtOnce | ForEach-Object { $_.Deltas = $streamDeltas; $_ }
    @{
        Name = 'Invoke-ChatCompletion'
        Run  = { param($Uri, $Count, $State, $Self) 1..$Self.Streams | Invoke-ChatCompletion -BaseUri $Uri -ThrottleLimit $Self.AtOnce }
    } + $many
    @{
        Name = 'Invoke-ChatStream | ForEach-Object { }'
        Run  = { param($Uri, $Count, $State, $Self) 1..$Self.Streams | Invoke-ChatStream -BaseUri $Uri -ThrottleLimit $Self.AtOnce | ForEach-Object { } }
    } + $many
}

function Invoke-StreamsSection {
    '## Streams at once', '', "Time for a delta, $streamPrompts prompts with replies of $streamDeltas deltas; medians of $Rounds rounds. Ratios: to the engine with as many at once.", ''
    Format-MarkdownTable @(foreach ($atOnce in 1, 8, 64, 256) {
            $times = @(Measure-Race 'Streams' @(Get-StreamsCandidate $atOnce) -WarmupRounds $longWarmup | ForEach-Object { Get-Median (Get-DeltaTime $_) })
            [pscustomobject][ordered]@{
                'at once'                   = $atOnce
                'engine alone, ns'          = Format-Number $times[0]
                'Invoke-ChatCompletion, ns' = Format-Number $times[1]
                ratio                       = Format-Number ($times[1] / $times[0]) 'N2'
                'Invoke-ChatStream | ForEach-Object { }, ns' = Format-Number $times[2]
                'its ratio'                 = Format-Number ($times[2] / $times[0]) 'N2'
            }
        })
}
