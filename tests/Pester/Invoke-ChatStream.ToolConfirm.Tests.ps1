# -ToolMode Confirm asks a person, so that it shows in a terminal only.
BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Terminal.psm1') -Force
    $obstacle = Get-TerminalObstacle
    if ($obstacle) { Write-Warning "Skipped: $obstacle" }
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Terminal.psm1') -Force
    $script:start = @"
Import-Module '$(Join-Path $PSScriptRoot '../../out/StreamPS')'
`$tool = New-ChatTool -Name get_weather -Description d -ScriptBlock { param([Parameter(Mandatory)] [string] `$City) "Rain in `$City" }
function Show-Result { foreach (`$message in `$reply.Messages) { if (`$message.Role -eq 'Tool') { "[`$message `$(`$message.IsError)]" } } }
"@
}

Describe '-ToolMode Confirm' -Skip:([bool]$obstacle) {
    BeforeEach { $script:terminal = Start-Terminal (Join-Path $TestDrive ([guid]::NewGuid())) $start -Columns 160 }

    AfterEach { Stop-Terminal $terminal }

    It 'shows the call and runs it after Yes' {
        Send-Terminal $terminal "Invoke-ChatStream -Provider Demo 'Oslo' -Tool `$tool -ToolMode Confirm -CompletionVariable reply" 'Enter'
        Wait-Terminal $terminal 'Run this tool\?\nget_weather \{\n  "City": "Oslo"\n\}\n\[Y\] Yes'
        Send-Terminal $terminal 'y' 'Enter'
        Wait-Terminal $terminal 'The tool says: Rain in Oslo\nPS> \Z'
    }

    It 'tells the model of a No, and runs nothing' {
        Send-Terminal $terminal "Invoke-ChatStream -Provider Demo 'Oslo' -Tool `$tool -ToolMode Confirm -CompletionVariable reply" 'Enter'
        Wait-Terminal $terminal '\[N\] No'
        Send-Terminal $terminal 'n' 'Enter'
        Wait-Terminal $terminal 'The tool says: The user refused this call\. It was not run\.\nPS> \Z'
        Send-Terminal $terminal 'Show-Result' 'Enter'
        Wait-Terminal $terminal '\[The user refused this call\. It was not run\. True\]'
    }

    It 'asks no more after Yes to All' {
        Send-Terminal $terminal "'Oslo', 'Rome' | Invoke-ChatStream -Provider Demo -Tool `$tool -ToolMode Confirm" 'Enter'
        Wait-Terminal $terminal '\[A\] Yes to All'
        Send-Terminal $terminal 'a' 'Enter'
        Wait-Terminal $terminal 'Rain in Oslo(?s:.*)Rain in Rome\nPS> \Z'
        [regex]::Matches((Get-TerminalText $terminal), 'Run this tool').Count | Should -Be 1
    }

    It 'ends at the question with Ctrl+C' {
        Send-Terminal $terminal "Invoke-ChatStream -Provider Demo 'Oslo' -Tool `$tool -ToolMode Confirm -CompletionVariable reply" 'Enter'
        Wait-Terminal $terminal '\[N\] No'
        Send-Terminal $terminal '' 'C-c'
        Wait-Terminal $terminal '\nPS> \Z'
        Send-Terminal $terminal '"$($reply.ToolCalls)"' 'Enter'
        Wait-Terminal $terminal 'get_weather\(\{"City":"Oslo"\}\)\nPS> \Z'
    }
}
