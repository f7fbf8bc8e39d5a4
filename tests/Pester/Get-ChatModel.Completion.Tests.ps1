BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../out/StreamPS') -Force
    Import-Module (Join-Path $PSScriptRoot 'LoopbackServer.psm1') -Force
    Import-Module (Join-Path $PSScriptRoot 'Settings.psm1') -Force
    $script:saved = Save-UserSetting $TestDrive
    $script:server = Start-LoopbackServer
    $script:count = 0

    # An address that no test before has used: lists are kept for each address.
    function Get-FreshAddress { "$($server.Address)/c$((++$script:count))" }

    function Get-Completed {
        param([string] $Line)

        (TabExpansion2 $Line $Line.Length).CompletionMatches | Where-Object ResultType -EQ ParameterValue
    }

    # A list that the service gives as often as it's asked.
    function Add-List {
        param([string] $Body)

        Add-Reply $server -Option @{ always = $true; headers = @{ 'Content-Type' = 'application/json' }; steps = @(@{ write = $Body }) }
    }

    # What is completed when the key is pressed until the service was quick enough: on a machine with much to do, that may take a few times.
    function Get-CompletedInTime {
        param([string] $Line)

        foreach ($press in 1..20) {
            if ($found = Get-Completed $Line) { return $found }
        }
    }

    # How long the Tab key takes, at the first press and when everything is warm.
    function Get-CompletionTime {
        param([string] $Line)

        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        Get-Completed $Line | Should -BeNullOrEmpty
        $watch.ElapsedMilliseconds
    }
}

AfterAll {
    Restore-UserSetting $saved
    Stop-LoopbackServer $server
}

Describe 'The names of models after -Model' {
    BeforeEach {
        Clear-UserSetting
        Clear-LoopbackServer $server
        $script:address = Get-FreshAddress
    }

    It 'come from the list at hand for <Command>' -ForEach @(
        @{ Command = 'Invoke-ChatStream Hi' }
        @{ Command = 'Invoke-ChatCompletion Hi' }
        @{ Command = 'Test-ChatProvider' }
    ) {
        Add-Reply $server -Body '{"data":[{"id":"kimi-k2"},{"id":"Kimi-latest","display_name":"The latest"},{"id":"moonshot-v1"}]}'
        Get-ChatModel -BaseUri $address | Out-Null
        $found = Get-Completed "$Command -BaseUri $address -Model ki"
        $found.CompletionText | Should -BeExactly 'kimi-k2', 'Kimi-latest'
        $found.ToolTip | Should -BeExactly 'kimi-k2', 'The latest'
        @(Get-Request $server).Count | Should -Be 1
    }

    It 'come from the service when there is no list yet, and are kept' {
        Add-List '{"data":[{"id":"a"},{"id":"b"}]}'
        (Get-CompletedInTime "Invoke-ChatStream Hi -BaseUri $address -Model ").CompletionText | Should -BeExactly 'a', 'b'
        $asked = @(Get-Request $server).Count
        (Get-Completed "Invoke-ChatStream Hi -BaseUri $address -Model b").CompletionText | Should -BeExactly 'b'
        @(Get-Request $server).Count | Should -Be $asked
        @(Get-Request $server)[0].headers.PSObject.Properties.Name | Should -Not -Contain 'Authorization'
    }

    It 'come from the profile''s address, with its key' {
        Set-ChatProvider work -BaseUri $address -KeyVariable STREAMPS_TEST_KEY
        $env:STREAMPS_TEST_KEY = 'sk-of-work-123'
        Add-List '{"data":[{"id":"a"}]}'
        (Get-CompletedInTime 'Invoke-ChatStream Hi -Provider work -Model ').CompletionText | Should -BeExactly 'a'
        (Wait-RequestEnd $server).headers.Authorization | Should -BeExactly 'Bearer sk-of-work-123'
    }

    It 'come in the format that -Protocol names' {
        Add-List '{"models":[{"name":"llama"}]}'
        (Get-CompletedInTime "Invoke-ChatStream Hi -BaseUri $address -Protocol Ollama -Model ").CompletionText | Should -BeExactly 'llama'
        (Wait-RequestEnd $server).path | Should -BeLike '*/api/tags'
    }

    It 'come with the headers of the profile and of the command line' {
        Set-ChatProvider work -BaseUri $address -Headers @{ 'X-Team' = 'docs'; 'X-Area' = 'one' }
        Add-List '{"data":[{"id":"a"}]}'
        (Get-CompletedInTime "Invoke-ChatStream Hi -Provider work -Headers @{ 'x-area' = 'two' } -Model ").CompletionText | Should -BeExactly 'a'
        $headers = (Wait-RequestEnd $server).headers
        "$($headers.'X-Team') $($headers.'X-Area')" | Should -BeExactly 'docs two'
    }

    It 'come from the address of the command line with the profile''s key' {
        Set-ChatProvider work -BaseUri 'http://127.0.0.1:1/v1' -KeyVariable STREAMPS_TEST_KEY
        $env:STREAMPS_TEST_KEY = 'sk-of-work-123'
        Add-List '{"data":[{"id":"a"}]}'
        (Get-CompletedInTime "Invoke-ChatStream Hi -Provider work -BaseUri $address/chat/completions -Model ").CompletionText | Should -BeExactly 'a'
        $request = Wait-RequestEnd $server
        "$($request.path) $($request.headers.Authorization)" | Should -BeExactly "$(([uri]$address).AbsolutePath)/models Bearer sk-of-work-123"
    }

    It 'come with the key of the command line' {
        Add-List '{"data":[{"id":"a"}]}'
        (Get-CompletedInTime "Invoke-ChatStream Hi -BaseUri $address -ApiKey sk-given-123 -Model ").CompletionText | Should -BeExactly 'a'
        (Wait-RequestEnd $server).headers.Authorization | Should -BeExactly 'Bearer sk-given-123'
    }

    It 'come from the profile that STREAMPS_PROVIDER names' {
        Set-ChatProvider work -BaseUri $address
        $env:STREAMPS_PROVIDER = 'work'
        Add-List '{"data":[{"id":"a"}]}'
        (Get-CompletedInTime 'Invoke-ChatStream Hi -Model ').CompletionText | Should -BeExactly 'a'
    }

    It 'come with a key from a vault only when a command has read it before: completion never asks for one' {
        Set-ChatProvider work -BaseUri $address -SecretName 'WorkKey'
        $asked = [System.Collections.ArrayList]::new()
        New-Module -Name FakeVault -ArgumentList (, $asked) -ScriptBlock {
            param($asked)
            $script:asked = $asked
            function Get-Secret {
                [CmdletBinding()]
                param([string] $Name)
                [void]$script:asked.Add($Name)
                'sk-of-vault-123'
            }
        } | Import-Module -Global -Force
        try {
            Add-Reply $server -Status 401 -Body '{}'
            Get-Completed 'Invoke-ChatStream Hi -Provider work -Model ' | Should -BeNullOrEmpty
            $asked.Count | Should -Be 0

            Add-Reply $server
            Invoke-ChatStream 'Hi' -Provider work | Out-Null
            Add-List '{"data":[{"id":"a"}]}'
            (Get-CompletedInTime 'Invoke-ChatStream Hi -Provider work -Model ').CompletionText | Should -BeExactly 'a'
            @(Get-Request $server)[-1].headers.Authorization | Should -BeExactly 'Bearer sk-of-vault-123'
            $asked | Should -BeExactly 'WorkKey'
        }
        finally { Remove-Module FakeVault -Force }
    }

    It 'are asked for once, also where the service fails' {
        Add-Reply $server -Option @{ always = $true; status = 500; steps = @(@{ write = 'Sorry' }) }
        Get-Completed "Invoke-ChatStream Hi -BaseUri $address -Model " | Should -BeNullOrEmpty
        @(Get-Request $server).Count | Should -Be 1
    }

    It 'come quoted where a command line would take them for something else: <Text>' -ForEach @(
        @{ Id = 'all minilm'; Text = "'all minilm'" }
        @{ Id = '@cf/meta/llama-3'; Text = "'@cf/meta/llama-3'" }
        @{ Id = 'it''s; Get-Date'; Text = "'it''s; Get-Date'" }
        @{ Id = '$(Get-Date)'; Text = "'`$(Get-Date)'" }
        @{ Id = 'Qwen/Qwen3-8B:free'; Text = 'Qwen/Qwen3-8B:free' }
        @{ Id = 'llama3.2:1b'; Text = 'llama3.2:1b' }
    ) {
        Add-Reply $server -Body (ConvertTo-Json -InputObject @{ data = @(@{ id = $Id }) } -Depth 5)
        Get-ChatModel -BaseUri $address | Out-Null
        $found = Get-Completed "Invoke-ChatStream Hi -BaseUri $address -Model "
        $found.CompletionText | Should -BeExactly $Text
        $found.ListItemText | Should -BeExactly $Id
    }

    It 'are found also behind a quote' {
        Add-Reply $server -Body '{"data":[{"id":"all minilm"},{"id":"other"}]}'
        Get-ChatModel -BaseUri $address | Out-Null
        (Get-Completed "Invoke-ChatStream Hi -BaseUri $address -Model 'all").CompletionText | Should -BeExactly "'all minilm'"
    }

    It 'are those of Demo without a network' {
        (Get-Completed 'Invoke-ChatStream Hi -Provider Demo -Model ').CompletionText | Should -BeExactly 'demo'
    }

    It 'are none, and no error, where the list cannot be had: <Name>' -ForEach @(
        @{ Name = 'an error'; Status = 401; Body = '{"error":{"message":"No"}}' }
        @{ Name = 'a web page'; Status = 200; Body = '<html></html>' }
        @{ Name = 'another list'; Status = 200; Body = '{"data":{}}' }
    ) {
        Add-Reply $server -Status $Status -Body $Body
        $Error.Clear()
        Get-Completed "Invoke-ChatStream Hi -BaseUri $address -Model " | Should -BeNullOrEmpty
        $Error.Count | Should -Be 0
    }

    It 'are none, and no error, in half a command line: <Line>' -ForEach @(
        @{ Line = 'Invoke-ChatStream Hi -Model ' }
        @{ Line = 'Invoke-ChatStream Hi -Provider Nobody -Model ' }
        @{ Line = 'Invoke-ChatStream Hi -Provider Moonshot -Model ' }
        @{ Line = 'Invoke-ChatStream Hi -Provider AzureOpenAI -ApiKey k -Model ' }
        @{ Line = 'Invoke-ChatStream Hi -BaseUri localhost:8080 -Model ' }
        @{ Line = 'Invoke-ChatStream Hi -BaseUri nowhere -Model ' }
        @{ Line = 'Invoke-ChatStream Hi -Provider Demo -Protocol Nothing -Model ' }
        @{ Line = 'Invoke-ChatStream Hi -BaseUri http://127.0.0.1:1 -Headers @{ "a b" = 1 } -Model ' }
        @{ Line = 'Invoke-ChatStream Hi -BaseUri http://127.0.0.1:1 -ApiKey " " -Model ' }
        @{ Line = 'Invoke-ChatStream Hi -BaseUri http://127.0.0.1:1 -ApiKey $key -Headers $headers -Model ' }
        @{ Line = 'Invoke-ChatStream Hi -BaseUri http://127.0.0.1:1 -Model ' }
        @{ Line = 'Invoke-ChatStream Hi -Provider DashScopeNative -Model ' }
    ) {
        $Error.Clear()
        Get-Completed $Line | Should -BeNullOrEmpty
        $Error.Count | Should -Be 0
    }

    It 'are none, and no error, when the file with the profiles is damaged' {
        Write-ProfileFile '{'
        Get-Completed 'Invoke-ChatStream Hi -Model ' | Should -BeNullOrEmpty
    }

    It 'do not hold the prompt up when the service <Name>' -ForEach @(
        @{ Name = 'is silent'; Reply = @{ stallBeforeHeaders = $true } }
        @{ Name = 'stops in the middle of its list'; Reply = @{ steps = @(@{ write = '{"data":[' }, @{ stall = $true }) } }
    ) {
        Add-Reply $server -Option $Reply
        Add-Reply $server -Option $Reply
        # Half a second is what's promised; the rest is for a machine with much to do.
        Get-CompletionTime "Invoke-ChatStream Hi -BaseUri $address -Model " | Should -BeLessThan 2000
        (Wait-RequestEnd $server).end | Should -BeExactly 'ClientClosed'
        Get-CompletionTime "Invoke-ChatStream Hi -BaseUri $address -Model " | Should -BeLessThan 2000
    }
}
