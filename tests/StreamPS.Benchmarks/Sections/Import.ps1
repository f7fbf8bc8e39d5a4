$importRuns = 15

function Measure-Start {
    [OutputType([double])]
    param([Parameter(Mandatory)] [string] $Command)

    $watch = [System.Diagnostics.Stopwatch]::StartNew()
    $null = & $shell -NoProfile -NonInteractive -Command $Command
    if ($LASTEXITCODE -ne 0) { throw "'$Command' failed." }
    $watch.Elapsed.TotalMilliseconds
}

function Invoke-ImportSection {
    '## Import', '', "A process that starts, imports and ends, $importRuns times in turns. Differences: to the process that imports nothing.", ''
    # Whatever is imported first pays for Import-Module itself.
    $emptyModule = Join-Path ([System.IO.Path]::GetTempPath()) 'StreamPSBenchmarkEmpty.psm1'
    Set-Content $emptyModule ''
    $commands = [ordered]@{
        'nothing'         = '$null'
        'an empty module' = "Import-Module '$emptyModule'"
        'StreamPS'        = "Import-Module '$modulePath'"
    }
    $times = @{}
    $commands.Keys | ForEach-Object { $times[$_] = [System.Collections.Generic.List[double]]::new() }
    try {
        foreach ($run in 0..$importRuns) {
            foreach ($name in $commands.Keys) {
                $time = Measure-Start $commands[$name]
                if ($run -gt 0) { $times[$name].Add($time) }
            }
        }
    }
    finally { Remove-Item $emptyModule }

    Format-MarkdownTable @($commands.Keys | ForEach-Object {
            [pscustomobject][ordered]@{
                imported              = $_
                'min, ms'             = Format-Number (Get-Percentile $times[$_] 0)
                'median, ms'          = Format-Number (Get-Median $times[$_])
                'max, ms'             = Format-Number (Get-Percentile $times[$_] 100)
                'difference of minima, ms'  = Format-Number ((Get-Percentile $times[$_] 0) - (Get-Percentile $times['nothing'] 0))
                'difference of medians, ms' = Format-Number ((Get-Median $times[$_]) - (Get-Median $times['nothing']))
            }
        })
}
