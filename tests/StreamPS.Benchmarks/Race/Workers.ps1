# Candidates that measure themselves, in a process of their own, one round for each line they get.

function Open-Worker {
    param([Parameter(Mandatory)] [string] $FilePath, [Parameter(Mandatory)] [string[]] $ArgumentList)

    $start = [System.Diagnostics.ProcessStartInfo]::new($FilePath)
    $ArgumentList | ForEach-Object { $start.ArgumentList.Add($_) }
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    [System.Diagnostics.Process]::Start($start)
}

function Invoke-Worker {
    param([Parameter(Mandatory)] $Worker)

    $Worker.StandardInput.WriteLine()
    $line = $Worker.StandardOutput.ReadLine()
    if (-not $line) { throw "$($Worker.StartInfo.FileName) ended early." }
    ConvertFrom-Json $line
}

function Close-Worker {
    param([Parameter(Mandatory)] $Worker)

    $Worker.StandardInput.Close()
    if (-not $Worker.WaitForExit(10000)) { $Worker.Kill() }
    $Worker.Dispose()
}
