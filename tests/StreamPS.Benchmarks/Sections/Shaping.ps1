function Get-ShapingCandidate {
    @{
        Name = 'Invoke-ChatStream | ForEach-Object { }'
        Run  = { param($Uri) Invoke-ChatStream -BaseUri $Uri -Prompt 'Hello' | ForEach-Object { } }
    }
    @{
        Name = '-FlushCount 10'
        Run  = { param($Uri) Invoke-ChatStream -BaseUri $Uri -Prompt 'Hello' -FlushCount 10 | ForEach-Object { } }
    }
    @{
        Name = '-FlushInterval 50'
        Run  = { param($Uri) Invoke-ChatStream -BaseUri $Uri -Prompt 'Hello' -FlushInterval 50 | ForEach-Object { } }
    }
    @{
        Name = '-ReadAhead 256'
        Run  = { param($Uri) Invoke-ChatStream -BaseUri $Uri -Prompt 'Hello' -ReadAhead 256 | ForEach-Object { } }
    }
    @{
        Name = '-MaxCharacters, not reached'
        Run  = { param($Uri) Invoke-ChatStream -BaseUri $Uri -Prompt 'Hello' -MaxCharacters 100000000 | ForEach-Object { } }
    }
    @{
        Name = '-StopPattern, not found'
        Run  = { param($Uri) Invoke-ChatStream -BaseUri $Uri -Prompt 'Hello' -StopPattern 'never' | ForEach-Object { } }
    }
    @{
        Name = '-StopWhen { $false }'
        Run  = { param($Uri) Invoke-ChatStream -BaseUri $Uri -Prompt 'Hello' -StopWhen { $false } | ForEach-Object { } }
    }
    @{
        Name = '| Split-ChatStream Sentence | ForEach-Object { }'
        Run  = { param($Uri) Invoke-ChatStream -BaseUri $Uri -Prompt 'Hello' | Split-ChatStream Sentence | ForEach-Object { } }
    }
    @{
        Name = '| Split-ChatStream Paragraph | ForEach-Object { }'
        Run  = { param($Uri) Invoke-ChatStream -BaseUri $Uri -Prompt 'Hello' | Split-ChatStream Paragraph | ForEach-Object { } }
    }
    @{
        Name = '-Session'
        Run  = { param($Uri) Invoke-ChatStream -BaseUri $Uri -Prompt 'Hello' -Session (New-ChatSession) | ForEach-Object { } }
    }
    @{
        Name = '-RecordPath'
        Run  = {
            param($Uri)
            $file = Join-Path ([System.IO.Path]::GetTempPath()) "benchmark-$PID.jsonl"
            Invoke-ChatStream -BaseUri $Uri -Prompt 'Hello' -RecordPath $file | ForEach-Object { }
            Remove-Item $file
        }
    }
}

function Invoke-ShapingSection {
    '## Shaping', '', "Time for a delta of the service, $Rounds rounds. Ratio: the median, to Invoke-ChatStream's.", ''
    Invoke-Race 'Shaping' @(Get-ShapingCandidate)
}
