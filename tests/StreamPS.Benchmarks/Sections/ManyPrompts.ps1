$manyPrompts = 1000
$atOnce = 100
$shortReply = 50

function Get-ManyPromptsCandidate {
    $many = @{ Deltas = $shortReply; Streams = $manyPrompts }
    Get-EngineCandidate "$engineName, $atOnce streams at once" -Streams $manyPrompts -AtOnce $atOnce | ForEach-Object { $_.Deltas = $shortReply; $_ }
    @{
        Name = "Invoke-ChatStream -ThrottleLimit $atOnce > `$null"
        Run  = { param($Uri) 1..$manyPrompts | Invoke-ChatStream -BaseUri $Uri -ThrottleLimit $atOnce > $null }
    } + $many
    @{
        Name = "Invoke-ChatStream -ThrottleLimit $atOnce | ForEach-Object { }"
        Run  = { param($Uri) 1..$manyPrompts | Invoke-ChatStream -BaseUri $Uri -ThrottleLimit $atOnce | ForEach-Object { } }
    } + $many
    @{
        Name = "Invoke-ChatStream -ThrottleLimit $atOnce -Ordered | ForEach-Object { }"
        Run  = { param($Uri) 1..$manyPrompts | Invoke-ChatStream -BaseUri $Uri -ThrottleLimit $atOnce -Ordered | ForEach-Object { } }
    } + $many
    @{
        Name = "Invoke-ChatCompletion -ThrottleLimit $atOnce"
        Run  = { param($Uri) 1..$manyPrompts | Invoke-ChatCompletion -BaseUri $Uri -ThrottleLimit $atOnce }
    } + $many
    @{
        Name = 'Invoke-ChatStream, one after the other | ForEach-Object { }'
        Run  = { param($Uri) 1..$manyPrompts | Invoke-ChatStream -BaseUri $Uri | ForEach-Object { } }
    } + $many
    Get-PipelineLimitCandidate | ForEach-Object { $_ + @{ Deltas = $manyPrompts * $shortReply } }
}

function Invoke-ManyPromptsSection {
    '## Many prompts', '', "Time for a delta, $manyPrompts prompts with replies of $shortReply deltas, $Rounds rounds. Ratio: the median, to the engine's.", ''
    Invoke-Race 'Many prompts' @(Get-ManyPromptsCandidate) -WarmupRounds $longWarmup
}
