BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../out/StreamPS') -Force
    Import-Module (Join-Path $PSScriptRoot 'LoopbackServer.psm1') -Force
    Import-Module (Join-Path $PSScriptRoot 'Session.psm1') -Force
    Import-Module (Join-Path $PSScriptRoot 'Settings.psm1') -Force
    $script:saved = Save-UserSetting $TestDrive
    $script:server = Start-LoopbackServer

    # The only row of a test that can't begin.
    function Get-OnlyRow {
        param([hashtable] $Parameter = @{})

        $rows = @(Test-ChatProvider @Parameter -ErrorVariable failures -ErrorAction SilentlyContinue)
        $failures | Should -BeNullOrEmpty
        $rows.Count | Should -Be 1
        $rows[0]
    }

    # What a task brings, which has the time that anything may take before the test fails instead of hanging.
    function Get-TaskResult {
        param([System.Threading.Tasks.Task] $Task, [string] $Complaint)

        if (-not $Task.Wait([timespan]'00:00:10')) { throw $Complaint }
        $Task.Result
    }
}

AfterAll {
    Restore-UserSetting $saved
    Stop-LoopbackServer $server
}

Describe 'Settings that cannot work' {
    BeforeEach { Clear-UserSetting }

    It 'are a row and no error: <Name>' -ForEach @(
        @{ Name = 'no key'; Given = @{ Provider = 'Moonshot' }; Says = 'Moonshot needs a key: set the environment variable MOONSHOT_API_KEY or give a key. The Demo provider needs none.'; Advice = 'Give -ApiKey or set the environment variable named. ''-Provider Demo'' needs no key.' }
        @{ Name = 'no provider'; Given = @{}; Says = 'No provider was named, and the environment has no key of one. *'; Advice = 'Give -Provider, or set the environment variable STREAMPS_PROVIDER. ''-Provider Demo'' works at once.' }
        @{ Name = 'a provider that there is none of'; Given = @{ Provider = 'Nobody' }; Says = 'There is no provider ''Nobody''. *'; Advice = 'Choose one of the names listed, or give the address of any OpenAI-compatible service with -BaseUri.' }
        @{ Name = 'no address'; Given = @{ Provider = 'AzureOpenAI'; ApiKey = 'azure-key-0123' }; Says = 'AzureOpenAI has an address of its own for each customer: set the environment variable AZURE_OPENAI_ENDPOINT or give the address.'; Advice = 'Change what the message names: *' }
        @{ Name = 'an address that is none'; Given = @{ BaseUri = 'localhost:8080' }; Says = '''localhost:8080'' isn''t an address of a service: *'; Advice = 'Change what the message names: *' }
    ) {
        $row = Get-OnlyRow $Given
        "$($row.Check): $($row.Status)" | Should -BeExactly 'Settings: Failed'
        $row.Detail | Should -BeLike $Says
        $row.Advice | Should -BeLike $Advice
        $row.Provider | Should -BeExactly "$($Given.Provider)"
    }

    It 'are a row and no error: a damaged file with profiles' {
        Write-ProfileFile '{'
        $row = Get-OnlyRow
        "$($row.Check): $($row.Status)" | Should -BeExactly 'Settings: Failed'
        $row.Detail | Should -BeLike "The file with the profiles, $(Get-ProfilePath), can't be read: *"
    }

    It 'are shown without a key in the address: <Address>' -ForEach @(
        @{ Address = 'http://127.0.0.1:1/v1?key=geheim01'; Says = 'OpenAIChat at http://127.0.0.1:1/v1?key=****, model none, no key.' }
        @{ Address = 'http://me:geheim01@127.0.0.1:1/v1'; Says = 'OpenAIChat at http://****@127.0.0.1:1/v1, model none, no key.' }
        @{ Address = 'localhost/v1?key=geheim01'; Says = "'localhost/v1?key=****' isn't an address of a service: it has to begin with http:// or https://, for example https://api.moonshot.cn/v1." }
    ) {
        $rows = Test-ChatProvider -BaseUri $Address
        @($rows)[0].Detail | Should -BeExactly $Says
        $rows | Format-List * -Force | Out-String | Should -Not -Match 'geheim01'
    }

    It 'can be found by a job: Where-Object Status -eq Failed' {
        (Test-ChatProvider -Provider Moonshot | Where-Object Status -EQ Failed).Check | Should -BeExactly 'Settings'
    }
}

Describe 'Stopping Test-ChatProvider' {
    BeforeEach { Clear-LoopbackServer $server }

    It 'takes less than 500 ms while the service is silent <When>, and keeps the rows so far' -ForEach @(
        @{ When = 'about its models'; Path = '/v1/models'; Rows = 4 }
        @{ When = 'in its reply'; Path = '/v1/chat/completions'; Rows = 5 }
    ) {
        Add-Reply $server -Option @{ path = $Path; stallBeforeHeaders = $true }
        Add-Reply $server -Body '{"data":[{"id":"m"}]}'
        $session = Start-Session "Test-ChatProvider -BaseUri '$($server.BaseUri)' -Model m"
        try {
            (Wait-Request $server ($Rows - 3)).path | Should -BeExactly $Path
            Stop-Session $session | Should -BeLessThan 500
            (Wait-RequestEnd $server ($Rows - 4)).end | Should -BeExactly 'ClientClosed'
            "$($session.PowerShell.InvocationStateInfo.State)" | Should -BeExactly 'Stopped'
            $session.PowerShell.Streams.Error.Count | Should -Be 0
            $session.Output.Check | Should -BeExactly ('Settings', 'Name', 'Connection', 'Encryption', 'Model' | Select-Object -First $Rows)
        }
        finally { Close-Session $session }
    }

    It 'takes less than 500 ms while the service is silent in the handshake' {
        $listener = [System.Net.Sockets.TcpListener]::new([System.Net.IPAddress]::Loopback, 0)
        $listener.Start()
        $connection = $null
        $session = Start-Session "Test-ChatProvider -BaseUri 'https://127.0.0.1:$($listener.LocalEndpoint.Port)/v1'"
        try {
            # The connection of the step before, and that of the handshake, which says its hello.
            (Get-TaskResult $listener.AcceptTcpClientAsync() 'It has not connected.').Dispose()
            $connection = Get-TaskResult $listener.AcceptTcpClientAsync() 'It has not connected for the handshake.'
            Get-TaskResult $connection.GetStream().ReadAsync([byte[]]::new(1), 0, 1) 'It has not begun the handshake.' | Should -Be 1
            Stop-Session $session | Should -BeLessThan 500
            "$($session.PowerShell.InvocationStateInfo.State)" | Should -BeExactly 'Stopped'
            $session.PowerShell.Streams.Error.Count | Should -Be 0
            $session.Output.Check | Should -BeExactly 'Settings', 'Name', 'Connection'
        }
        finally {
            $listener.Stop()
            if ($connection) { $connection.Dispose() }
            Close-Session $session
        }
    }

    It 'happens by itself when the pipeline has enough' {
        Test-ChatProvider -BaseUri $server.BaseUri | Select-Object -First 1 | ForEach-Object Check | Should -BeExactly 'Settings'
        @(Get-Request $server).Count | Should -Be 0
    }
}
