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

# Progress shows in a terminal only.
function Invoke-TerminalRace {
    $tmux = Get-Command tmux -CommandType Application -ErrorAction Ignore | Select-Object -First 1
    if (-not $tmux) { return "Skipped: -ShowProgress (tmux isn't there).", '' }

    $result = Join-Path ([System.IO.Path]::GetTempPath()) "$([guid]::NewGuid()).json"
    $worker = Join-Path (Split-Path $PSScriptRoot) 'Workers/terminal.ps1'
    $times = Use-Server {
        param($Server)

        $uri = Add-BulkReply $Server $DeltaCount
        & $tmux -L streamps-benchmark new-session -d -x 120 -y 30 "'$shell' -NoProfile -File '$worker' -ModulePath '$modulePath' -Uri '$uri' -Rounds $Rounds -ResultPath '$result'"
        try {
            while (-not (Test-Path $result)) {
                & $tmux -L streamps-benchmark has-session 2>$null
                if ($LASTEXITCODE -ne 0 -and -not (Test-Path $result)) { throw 'The terminal closed early.' }
                Start-Sleep -Milliseconds 200
            }
            Get-Content $result -Raw | ConvertFrom-Json
        }
        finally {
            & $tmux -L streamps-benchmark kill-server 2>$null
            Remove-Item $result -ErrorAction Ignore
        }
    }

    $without = Get-Median ([double[]]@($times | Where-Object { -not $_.IsShown } | ForEach-Object { 1e6 * $_.Milliseconds / $DeltaCount }))
    Format-MarkdownTable @($times | Group-Object IsShown | ForEach-Object {
            $ns = [double[]]@($_.Group | ForEach-Object { 1e6 * $_.Milliseconds / $DeltaCount })
            [pscustomobject][ordered]@{
                'in a terminal' = if ($_.Group[0].IsShown) { '-ShowProgress' } else { 'Invoke-ChatStream | ForEach-Object { }' }
                'ns, min'       = Format-Number (Get-Percentile $ns 0)
                'ns, median'    = Format-Number (Get-Median $ns)
                'ns, max'       = Format-Number (Get-Percentile $ns 100)
                ratio           = Format-Number ((Get-Median $ns) / $without) 'N2'
            }
        })
}

function Invoke-ShapingSection {
    '## Shaping', '', "Time for a delta of the service, $Rounds rounds. Ratio: the median, to Invoke-ChatStream's.", ''
    Invoke-Race 'Shaping' @(Get-ShapingCandidate)
    Invoke-TerminalRace
}
