$memoryDeltas = 1000000

function Invoke-MemorySection {
    '## Memory', '', "Invoke-ChatStream | ForEach-Object { } over $(Format-Number $memoryDeltas) deltas, in a process of its own, after a full collection at each point.", ''
    $measure = {
        param($Module, $WarmupUri, $Uri, $Step)

        function Get-Memory ($Point) {
            [System.GC]::Collect()
            [System.GC]::WaitForPendingFinalizers()
            [System.GC]::Collect()
            [pscustomobject]@{ Point = $Point; Heap = [System.GC]::GetTotalMemory($true); WorkingSet = [System.Diagnostics.Process]::GetCurrentProcess().WorkingSet64 }
        }

        Import-Module $Module
        Invoke-ChatStream -BaseUri $WarmupUri -Prompt 'Hello' | ForEach-Object { }
        Get-Memory -1
        Invoke-ChatStream -BaseUri $Uri -Prompt 'Hello' | ForEach-Object { if ($_.Sequence % $Step -eq 0) { Get-Memory $_.Sequence } }
        Get-Memory -2
    }

    $points = Use-Server {
        param($Server)

        $warmup = Add-BulkReply $Server 20000
        $uri = Add-BulkReply $Server $memoryDeltas
        & $shell -NoProfile -NonInteractive -Command $measure -args $modulePath, $warmup, $uri, ($memoryDeltas / 5)
    }

    $first = @($points)[0]
    Format-MarkdownTable @($points | ForEach-Object {
            # The reply's text is kept for the completion while the stream goes on: 4 characters a delta.
            $text = if ($_.Point -gt 0) { 8 * $_.Point } else { 0 }
            [pscustomobject][ordered]@{
                'at delta'            = if ($_.Point -eq -1) { 'before' } elseif ($_.Point -eq -2) { 'after' } else { Format-Number $_.Point }
                'heap, KB'            = Format-Number ($_.Heap / 1KB)
                "of it the text, KB"  = Format-Number ($text / 1KB)
                'rest, more than before, KB' = Format-Number (($_.Heap - $text - $first.Heap) / 1KB)
                'working set, MB'     = Format-Number ($_.WorkingSet / 1MB)
            }
        })
}
