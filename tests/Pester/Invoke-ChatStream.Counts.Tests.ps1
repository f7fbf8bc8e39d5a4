BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../out/StreamPS') -Force
    Import-Module (Join-Path $PSScriptRoot 'LoopbackServer.psm1') -Force
    $script:server = Start-LoopbackServer
    $script:count = 20000
    Add-Reply $server -Option @{ always = $true; path = '/bulk/chat/completions'; bulk = @{ count = $count } }
    $script:service = @{ BaseUri = "$($server.Address)/bulk"; MaximumRetryCount = 0; Prompt = 'Hi' }

    # The bytes that a script block allocates for each delta; the least of three, since other threads of the process allocate, too.
    function Get-DeltaByte {
        param([Parameter(Mandatory)] [scriptblock] $Run)

        $null = & $Run
        $bytes = foreach ($round in 1..3) {
            $before = [System.GC]::GetTotalAllocatedBytes($true)
            $null = & $Run
            [System.GC]::GetTotalAllocatedBytes($true) - $before
        }
        ($bytes | Measure-Object -Minimum).Minimum / $count
    }
}

AfterAll { Stop-LoopbackServer $server }

# What a delta costs, in counts that don't depend on the machine. Times are measured by tests/StreamPS.Benchmarks.
Describe 'A delta' {
    It 'is one object in the pipeline, and the end is one more' {
        $deltas = @(Invoke-ChatStream @service)
        $deltas.Count | Should -BeExactly ($count + 1)
        $deltas[-1].FinishReason | Should -BeExactly 'Stop'
        ($deltas | Measure-Object -Property Sequence -Maximum).Maximum | Should -BeExactly $count
    }

    # 128 bytes are the object and its string; the text of the reply and PowerShell's wrapper are the rest.
    It 'allocates at most 200 bytes above its object, its string and what the pipeline takes for any object' {
        if ($PSVersionTable.PSVersion.Major -lt 7) { Set-ItResult -Skipped -Because '.NET Framework does not count what is allocated' }

        $deltas = @(Invoke-ChatStream @service)
        $pipeline = Get-DeltaByte { $deltas | ForEach-Object { } }
        $stream = Get-DeltaByte { Invoke-ChatStream @service | ForEach-Object { } }
        $stream - $pipeline | Should -BeLessThan (128 + 200)
    }

    It 'allocates at most 200 bytes above its object and its string where nothing is written' {
        if ($PSVersionTable.PSVersion.Major -lt 7) { Set-ItResult -Skipped -Because '.NET Framework does not count what is allocated' }

        Get-DeltaByte { Invoke-ChatCompletion @service } | Should -BeLessThan (128 + 200)
    }
}
