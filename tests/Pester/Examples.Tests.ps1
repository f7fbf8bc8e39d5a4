BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Examples.psm1') -Force
    $docs = Join-Path $PSScriptRoot '../../docs'
    # Enter-ChatSession needs somebody who types: its own tests do.
    $script:pages = @(Get-ChildItem (Join-Path $docs 'cmdlets') -Filter '*-*.md' -Exclude 'Enter-ChatSession.md') + @(Get-Item (Join-Path $docs 'cookbook.md')) | ForEach-Object {
        @{ Page = $_.BaseName; Examples = @(Get-Example $_.FullName) }
    }
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'LoopbackServer.psm1') -Force
    Import-Module (Join-Path $PSScriptRoot 'Examples.psm1') -Force
    $script:server = Start-LoopbackServer -Gateway
}

AfterAll { Stop-LoopbackServer $server }

Describe 'The examples of <Page>' -ForEach $script:pages -Skip:($PSVersionTable.PSEdition -eq 'Desktop') {
    BeforeAll {
        $folder = Join-Path $TestDrive $Page
        [void](New-Item $folder -ItemType Directory)
        $script:runs = @(Invoke-Example $server -Example $Examples -Folder $folder)
    }

    It 'show their output three times at least, where they can be run' {
        @($Examples | Where-Object { $_.Shown -or $_.Obstacle }).Count | Should -BeGreaterOrEqual 3
    }

    It 'run, and print what the page shows: <_.Title>' -ForEach $Examples {
        if ($_.Obstacle) { Set-ItResult -Skipped -Because $_.Obstacle }

        $runs[$_.Number].Errors | Should -BeNullOrEmpty
        # On a page, three dots in one character stand for text that is left out.
        $pattern = [regex]::Escape((ConvertTo-ComparableText $_.Shown)).Replace([string][char]0x2026, '.*?')
        $runs[$_.Number].Printed | Should -Match "^$pattern$" -Because $_.Code
    }
}
