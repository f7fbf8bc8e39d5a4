BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../out/StreamPS') -Force
    Import-Module (Join-Path $PSScriptRoot 'Settings.psm1') -Force
    $script:saved = Save-UserSetting $TestDrive
    $script:file = Get-ProfilePath

    function Get-FileText { [System.IO.File]::ReadAllText($file).Replace("`r`n", "`n") }
}

AfterAll { Restore-UserSetting $saved }

Describe 'Remove-ChatProvider' {
    BeforeEach {
        Clear-UserSetting
        Set-ChatProvider one -Provider Demo
        Set-ChatProvider two -Provider Demo -Default
        Set-ChatProvider three -Provider Demo
    }

    It 'removes a profile, in any case' {
        Remove-ChatProvider ONE | Should -BeNullOrEmpty
        (Get-ChatProvider | Where-Object IsProfile).Name | Should -Be 'three', 'two'
    }

    It 'removes several' {
        Remove-ChatProvider one, three
        (Get-ChatProvider | Where-Object IsProfile).Name | Should -Be 'two'
    }

    It 'takes names from the pipeline' {
        'one', 'two' | Remove-ChatProvider
        (Get-ChatProvider | Where-Object IsProfile).Name | Should -Be 'three'
    }

    It 'takes objects from the pipeline' {
        Get-ChatProvider | Where-Object IsProfile | Remove-ChatProvider
        Get-FileText | Should -BeExactly "{`n  `"version`": 1,`n  `"profiles`": {}`n}"
    }

    It 'leaves no default behind when it removes it' {
        Remove-ChatProvider two
        (ConvertFrom-Json (Get-FileText)).PSObject.Properties.Name | Should -Be 'version', 'profiles'
        $env:STREAMPS_PROVIDER = 'Demo'
        Invoke-ChatStream 'Hi' -MaxTokens 1 -CompletionVariable reply | Out-Null
        $reply.Provider | Should -BeExactly 'Demo'
    }

    It 'leaves the default when it removes another' {
        Remove-ChatProvider one
        (ConvertFrom-Json (Get-FileText)).default | Should -BeExactly 'two'
    }

    It 'reports <Name>, which is no profile, and removes the others' -ForEach @(
        @{ Name = 'Nobody' }
        @{ Name = 'Demo' }
        @{ Name = 'o*' }
    ) {
        Remove-ChatProvider one, $Name, two -ErrorVariable failures -ErrorAction SilentlyContinue
        @($failures).Count | Should -Be 1
        $failures[0].FullyQualifiedErrorId | Should -BeExactly 'UnknownProvider,StreamPS.Commands.RemoveChatProviderCommand'
        $failures[0].Exception.Message | Should -BeExactly "There is no profile '$Name'."
        $failures[0].TargetObject | Should -BeExactly $Name
        (Get-ChatProvider | Where-Object IsProfile).Name | Should -Be 'three'
    }

    It 'removes nothing with -WhatIf' {
        $before = Get-FileText
        $transcript = Join-Path $TestDrive 'whatif.txt'
        Start-Transcript $transcript | Out-Null
        try { Remove-ChatProvider one, two -WhatIf } finally { Stop-Transcript | Out-Null }
        Get-FileText | Should -BeExactly $before
        Get-Content $transcript -Raw | Should -BeLike "*What if: Performing the operation `"Remove`" on target `"profile 'one' in $file`".*"
    }
}
