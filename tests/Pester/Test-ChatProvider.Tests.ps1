BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../out/StreamPS') -Force
    Import-Module (Join-Path $PSScriptRoot 'LoopbackServer.psm1') -Force
    Import-Module (Join-Path $PSScriptRoot 'Settings.psm1') -Force
    $script:saved = Save-UserSetting $TestDrive
    $script:server = Start-LoopbackServer -Tls
    $script:service = @{ BaseUri = $server.BaseUri; Model = 'test-model' }

    # What the service answers to the question for its models.
    function Add-ModelList {
        param([string] $Body = '{"data":[{"id":"test-model"},{"id":"other"}]}', [int] $Status = 200)

        Add-Reply $server -Status $Status -Option @{ path = '/v1/models'; steps = @(@{ write = $Body }) } -Header @{ 'Content-Type' = 'application/json' }
    }

    # Deltas with a model's pauses between them.
    function Get-PacedFrame { foreach ($number in 1..6) { Get-Frame "$number "; @{ delay = 20 } } }

    # Each row as "Check: Status".
    function Get-Verdict {
        param($Row)

        $Row | ForEach-Object { "$($_.Check): $($_.Status)" }
    }

    function Get-Row {
        param($Row, [string] $Check)

        $Row | Where-Object Check -EQ $Check
    }

    # Asks, with replies that are there already, and makes sure that no error comes with the rows.
    function Test-Service {
        param([hashtable] $Parameter = $service)

        Test-ChatProvider @Parameter -ErrorVariable failures -ErrorAction SilentlyContinue
        $failures | Should -BeNullOrEmpty
    }

    # An address where connections are taken, and nothing is ever said.
    function Open-SilentPort {
        $listener = [System.Net.Sockets.TcpListener]::new([System.Net.IPAddress]::Loopback, 0)
        $listener.Start()
        $listener
    }
}

AfterAll {
    Restore-UserSetting $saved
    Stop-LoopbackServer $server
}

Describe 'Test-ChatProvider' {
    BeforeEach {
        Clear-UserSetting
        Clear-LoopbackServer $server
    }

    It 'passes everything for Demo, without a network' {
        $rows = Test-ChatProvider -Provider Demo
        Get-Verdict $rows | Should -BeExactly 'Settings: Passed', 'Model: Passed', 'Request: Passed', 'Streaming: Passed', 'Framing: Passed', 'End marker: Passed', 'Usage: Passed'
        $rows | ForEach-Object { $_ | Should -BeOfType 'StreamPS.ChatProviderCheck' }
        $rows.Provider | Select-Object -Unique | Should -BeExactly 'Demo'
        $rows[0].Detail | Should -BeExactly 'OpenAIChat at http://demo.invalid/v1, model demo, no key.'
        "$($rows[1])" | Should -BeExactly 'Model: Passed, demo is one of 1.'
        $rows.Advice -join '' | Should -BeExactly ''
    }

    It 'passes a good service, and asks it little' {
        Add-ModelList
        Add-Reply $server -Step (@(Get-Frame -Role) + (Get-PacedFrame) + (Get-Frame -Finish 'stop') + (Get-Frame -Usage 9, 6) + (Get-Frame -Done))
        $rows = Test-Service @{ BaseUri = $server.BaseUri; Model = 'test-model'; ApiKey = 'sk-12345678' }
        Get-Verdict $rows | Should -BeExactly 'Settings: Passed', 'Name: Skipped', 'Connection: Passed', 'Encryption: Skipped', 'Model: Passed', 'Request: Passed', 'Streaming: Passed',
            'Framing: Passed', 'End marker: Passed', 'Usage: Passed'
        $rows[0].Detail | Should -BeExactly "OpenAIChat at $($server.BaseUri), model test-model, a key."
        $rows[1].Detail | Should -BeExactly '127.0.0.1 is an address already.'
        $rows[2].Detail | Should -Match '^Connected to the service, 127\.0\.0\.1:\d+, in \d+ ms\.$'
        $rows[3].Detail | Should -BeExactly 'The way to the service isn''t encrypted: its address begins with http://.'
        $rows[4].Detail | Should -BeExactly 'test-model is one of 2.'
        $rows[5].Detail | Should -Match '^First delta after \d+ ms, \d in \d+ ms\.$'
        $rows[6].Detail | Should -Match '^\d deltas over \d+ ms\.$'
        $rows[7].Detail | Should -BeExactly 'A plain event stream.'
        $rows[8].Detail | Should -BeExactly 'Sent, with the finish reason stop.'
        $rows[9].Detail | Should -BeExactly 'Sent: 9 + 6 = 15 tokens.'
        $rows.Advice -join '' | Should -BeExactly ''

        $requests = @(Get-Request $server)
        $requests.method | Should -BeExactly 'GET', 'POST'
        $requests.path | Should -BeExactly '/v1/models', '/v1/chat/completions'
        $requests.headers.Authorization | Should -BeExactly 'Bearer sk-12345678', 'Bearer sk-12345678'
        $requests[1].json.messages.content | Should -BeExactly 'Count from 1 to 20 in digits, separated by spaces. Write nothing else.'
        $requests[1].json.max_tokens | Should -Be 200
    }

    It 'checks the default profile where nothing is named' {
        Set-ChatProvider work -Provider Demo -Default
        $rows = Test-ChatProvider
        $rows.Provider | Select-Object -Unique | Should -BeExactly 'work'
        $rows.Status | Select-Object -Unique | Should -Be 'Passed'
    }

    It 'warns of a service that does not stream' {
        Add-ModelList
        Add-Reply $server -Body '{"choices":[{"index":0,"message":{"role":"assistant","content":"1 2 3"},"finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":6,"total_tokens":15}}'
        $rows = Test-Service
        Get-Verdict $rows | Select-Object -Last 6 | Should -BeExactly 'Model: Passed', 'Request: Passed', 'Streaming: Warning', 'Framing: Passed', 'End marker: Passed', 'Usage: Passed'
        (Get-Row $rows Streaming).Detail | Should -BeExactly 'The reply came in 1 pieces: it isn''t streamed, or in large blocks.'
        (Get-Row $rows Streaming).Advice | Should -BeExactly 'The service or a proxy on the way doesn''t stream. Everything works, but nothing arrives before the end.'
        (Get-Row $rows Framing).Detail | Should -BeExactly 'JSON documents.'
    }

    It 'warns of a stream that is held back on the way' {
        Add-ModelList
        Add-Reply $server -Step (@(1..6 | ForEach-Object { Get-Frame "$_ " }) + (Get-Frame -Finish 'stop') + (Get-Frame -Usage 9, 6) + (Get-Frame -Done) -join '')
        $row = Get-Row (Test-Service) Streaming
        "$($row.Status): $($row.Detail)" | Should -Match '^Warning: \d deltas arrived at once\.$'
        $row.Advice | Should -BeLike '*proxy_buffering off*'
    }

    It 'fails a stream without its end marker' {
        Add-ModelList
        Add-Reply $server -Step (@(Get-PacedFrame) + (Get-Frame -Finish 'stop') + (Get-Frame -Usage 9, 6))
        $rows = Test-Service
        Get-Verdict $rows | Select-Object -Last 5 | Should -BeExactly 'Request: Passed', 'Streaming: Passed', 'Framing: Passed', 'End marker: Failed', 'Usage: Passed'
        (Get-Row $rows 'End marker').Detail | Should -BeExactly 'The stream ended without it.'
        (Get-Row $rows 'End marker').Advice | Should -BeLike 'Every reply will be reported as IncompleteStream, *'
    }

    It 'warns of a service that does not say what a reply costs' {
        Add-ModelList
        Add-Reply $server -Step (@(Get-PacedFrame) + (Get-Frame -Finish 'stop') + (Get-Frame -Done))
        $rows = Test-Service
        "$(Get-Row $rows Usage)" | Should -BeExactly 'Usage: Warning, Not sent.'
        "$(Get-Row $rows 'End marker')" | Should -BeExactly 'End marker: Passed, Sent, with the finish reason stop.'
    }

    It 'names in what the framing differs: <Says>' -ForEach @(
        @{ Says = 'lines end with CRLF'; Change = { $args[0].Replace("`n", "`r`n") } }
        @{ Says = 'no space after ''data:'''; Change = { $args[0].Replace('data: ', 'data:') } }
        @{ Says = 'comments'; Change = { ": ping`n`n" + $args[0] } }
        @{ Says = 'begins with a byte order mark'; Change = { [char]0xFEFF + $args[0] } }
        @{ Says = 'lines end with CRLF, no space after ''data:'', comments'; Change = { (": ping`n`n" + $args[0]).Replace("`n", "`r`n").Replace('data: ', 'data:') } }
    ) {
        Add-ModelList
        Add-Reply $server -Step (& $Change (@(Get-Frame '1 ') + (Get-Frame -Finish 'stop') + (Get-Frame -Done) -join ''))
        "$(Get-Row (Test-Service) Framing)" | Should -BeExactly "Framing: Passed, An event stream; $Says."
    }

    It 'shows the service''s refusal without the key in it' {
        $key = 'sk-very-secret-0123456789'
        Add-ModelList -Status 401 -Body "{`"error`":{`"message`":`"Incorrect API key provided: $key.`",`"code`":`"invalid_api_key`"}}"
        Add-Reply $server -Status 401 -Body "{`"error`":{`"message`":`"Incorrect API key provided: $key.`",`"code`":`"invalid_api_key`"}}"
        $rows = Test-Service @{ BaseUri = $server.BaseUri; Model = 'test-model'; ApiKey = $key }
        Get-Verdict $rows | Select-Object -Last 2 | Should -BeExactly 'Model: Skipped', 'Request: Failed'
        (Get-Row $rows Request).Detail | Should -BeExactly 'Unauthorized: Custom answered with an error (HTTP 401, invalid_api_key): Incorrect API key provided: ****.'
        (Get-Row $rows Model).Detail | Should -BeExactly 'The list of models can''t be had: Custom answered with an error (HTTP 401, invalid_api_key): Incorrect API key provided: ****.'
        $rows | Format-List * -Force | Out-String | Should -Not -Match $key
    }

    It 'fails a web page in the place of a stream' {
        Add-ModelList
        Add-Reply $server -Body '<html><title>Sign in</title></html>' -ContentType 'text/html'
        "$(Get-Row (Test-Service) Request)" | Should -BeExactly 'Request: Failed, ProtocolError: The service answered with a web page instead of a stream: Sign in'
    }
}

Describe 'The model in Test-ChatProvider' {
    BeforeEach {
        Clear-UserSetting
        Clear-LoopbackServer $server
    }

    It 'is a warning when <Name>' -ForEach @(
        @{ Name = 'the list does not have it'; Given = @{ Model = 'gone' }; List = '{"data":[{"id":"a"},{"id":"b"}]}'; Says = 'gone isn''t in the service''s list of 2.'; Advice = 'Get-ChatModel lists them. Some services take names that aren''t in their list.' }
        @{ Name = 'none is named'; Given = @{}; List = '{"data":[{"id":"b"},{"id":"a"}]}'; Says = '2 models, and none was named.'; Advice = 'Name one with -Model, for example a.' }
        @{ Name = 'none is named and none is there'; Given = @{}; List = '{"data":[]}'; Says = '0 models, and none was named.'; Advice = 'Name one with -Model, for example the one your server has loaded.' }
    ) {
        Add-ModelList $List
        Add-Reply $server
        $row = Get-Row (Test-Service ($Given + @{ BaseUri = $server.BaseUri })) Model
        "$row" | Should -BeExactly "Model: Warning, $Says"
        $row.Advice | Should -BeExactly $Advice
    }

    It 'is skipped when the service has no list, and the rest goes on' {
        Add-ModelList -Status 404 -Body '{"error":{"message":"No such page"}}'
        Add-Reply $server
        $rows = Test-Service
        (Get-Row $rows Model).Status | Should -Be 'Skipped'
        (Get-Row $rows Model).Detail | Should -BeExactly 'The list of models can''t be had: Custom answered with an error (HTTP 404): No such page'
        (Get-Row $rows Request).Status | Should -Be 'Passed'
    }
}

Describe 'The way to a service' {
    BeforeEach {
        Clear-UserSetting
        Clear-LoopbackServer $server
    }

    It 'ends at a name that cannot be resolved' {
        $rows = Test-Service @{ BaseUri = 'http://no-such-host.invalid/v1' }
        Get-Verdict $rows | Should -BeExactly 'Settings: Passed', 'Name: Failed'
        $rows[1].Detail | Should -BeLike 'no-such-host.invalid can''t be resolved: *'
        $rows[1].Advice | Should -BeExactly 'Check the host name and the network connection.'
    }

    It 'ends at a port where nobody listens' {
        $listener = Open-SilentPort
        $port = $listener.LocalEndpoint.Port
        $listener.Stop()
        $rows = Test-Service @{ BaseUri = "http://127.0.0.1:$port/v1" }
        Get-Verdict $rows | Should -BeExactly 'Settings: Passed', 'Name: Skipped', 'Connection: Failed'
        $rows[2].Detail | Should -BeLike "No connection to the service, 127.0.0.1:$($port): *"
        $rows[2].Advice | Should -BeExactly 'Check that it''s running, the port, and a firewall on the way.'
    }

    It 'is the way to the proxy where there is one' {
        $listener = Open-SilentPort
        $port = $listener.LocalEndpoint.Port
        $listener.Stop()
        $rows = Test-Service @{ BaseUri = 'https://no-such-host.invalid/v1'; Proxy = "http://127.0.0.1:$port" }
        $rows[2].Detail | Should -BeLike "No connection to the proxy, 127.0.0.1:$($port): *"
    }

    It 'ends at a certificate that nobody vouches for' {
        $rows = Test-Service @{ BaseUri = $server.SecureBaseUri }
        Get-Verdict $rows | Should -BeExactly 'Settings: Passed', 'Name: Skipped', 'Connection: Passed', 'Encryption: Failed'
        $rows[3].Advice | Should -BeExactly 'Check the system''s clock and its trusted certificates, and whether something on the way reads along.'
        @(Get-Request $server).Count | Should -Be 0
    }

    It 'goes on with -SkipCertificateCheck, and warns' {
        Add-ModelList
        Add-Reply $server
        $rows = Test-Service @{ BaseUri = $server.SecureBaseUri; Model = 'test-model'; SkipCertificateCheck = $true }
        (Get-Row $rows Encryption).Status | Should -Be 'Warning'
        (Get-Row $rows Encryption).Detail | Should -Match '^Tls1[23], certificate of .+, valid until \d{4}-\d\d-\d\d\. It wasn''t checked\.$'
        (Get-Row $rows Encryption).Advice | Should -BeExactly 'Leave out -SkipCertificateCheck unless the service is your own.'
        (Get-Row $rows Request).Status | Should -Be 'Passed'
    }
}
