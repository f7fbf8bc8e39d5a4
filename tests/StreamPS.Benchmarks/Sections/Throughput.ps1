function Get-Candidate {
    @{
        Name = 'Invoke-ChatStream | ForEach-Object { }'
        Run  = { param($Uri) Invoke-ChatStream -BaseUri $Uri -Prompt 'Hello' | ForEach-Object { } }
    }
    @{
        Name     = 'Invoke-ChatStream, every frame padded'
        Run      = { param($Uri) Invoke-ChatStream -BaseUri $Uri -Prompt 'Hello' | ForEach-Object { } }
        IsPadded = $true
    }
    Get-PipelineLimitCandidate
    @{
        Name = 'Invoke-ChatCompletion'
        Run  = {
            param($Uri, $Count)
            $reply = Invoke-ChatCompletion -BaseUri $Uri -Prompt 'Hello'
            if ($reply.Text.Length -ne 4 * $Count) { throw "Invoke-ChatCompletion returned $($reply.Text.Length) characters." }
        }
    }
    Get-EngineCandidate $engineName
    Get-EngineCandidate 'Engine alone, every frame padded' -IsPadded
    Get-OpenAICandidate
    Get-HandwrittenCandidate
    Get-ScriptModuleCandidate
    Get-RestMethodCandidate
    Get-CurlCandidate
    Get-NodeCandidate
}

function Get-AdditionalCandidate {
    foreach ($script in $AdditionalScript) { & $script }
}

function Invoke-ThroughputSection {
    '## Throughput', '', "Time for a delta, $Rounds rounds. Ratio: the median, to Invoke-ChatStream's.", ''
    $candidates = @(Get-Candidate) + @(Get-AdditionalCandidate)
    Invoke-Race 'Throughput' $candidates
    $engine = $candidates | Where-Object { $_.Name -eq $engineName }
    "A delta's object and its string: $($engine.Results[0].deltaBytes) bytes."
    ''
}
