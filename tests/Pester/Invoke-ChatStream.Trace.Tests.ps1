BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../out/StreamPS') -Force
    Import-Module (Join-Path $PSScriptRoot 'LoopbackServer.psm1') -Force
    Import-Module (Join-Path $PSScriptRoot 'Session.psm1') -Force
    Import-Module (Join-Path $PSScriptRoot 'Settings.psm1') -Force
    $script:saved = Save-UserSetting $TestDrive
    $script:server = Start-LoopbackServer
    $script:service = @{ MaximumRetryCount = 0; BaseUri = $server.BaseUri; Model = 'test-model' }
    $script:frames = @((Get-Frame 'Hel'), (Get-Frame 'lo'), (Get-Frame -Finish 'stop'), (Get-Frame -Usage 3, 2), (Get-Frame -Done))

    # What stands behind "data: " in a frame.
    function Get-Data {
        param([string] $Frame)

        $Frame.Substring(6).TrimEnd("`n")
    }

    # The messages of one stream, as texts.
    function Get-Verbose {
        param($Record)

        $Record | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] } | ForEach-Object Message
    }

    function Get-Debug {
        param($Record)

        $Record | Where-Object { $_ -is [System.Management.Automation.DebugRecord] } | ForEach-Object Message
    }

    # Every number of milliseconds as N: the rest of a message is known beforehand.
    function Hide-Time {
        param([Parameter(ValueFromPipeline)] [string] $Text)

        process { $Text -replace '\d+ ms', 'N ms' }
    }
}

AfterAll {
    Restore-UserSetting $saved
    Stop-LoopbackServer $server
}

Describe '-Verbose' {
    BeforeEach { Clear-LoopbackServer $server }

    It 'tells address, model, attempt, status, request id and how it went' {
        Add-Reply $server -Step $frames -Header @{ 'x-request-id' = 'req-1' }
        $output = Invoke-ChatStream 'Hi' @service -Verbose 4>&1
        Get-Verbose $output | Hide-Time | Should -BeExactly "POST $($server.BaseUri)/chat/completions, model test-model, attempt 1", 'HTTP 200 after N ms, request id req-1',
            'Complete after N ms: 4 deltas, first after N ms, tokens 3 + 2 = 5'
        ($output | Where-Object { $_ -isnot [System.Management.Automation.VerboseRecord] }) -join '' | Should -BeExactly 'Hello'
        Get-Debug $output | Should -BeNullOrEmpty
    }

    It 'stands in its place among the deltas: the address before the first, the end after the last' {
        Add-Reply $server -Step $frames
        (Invoke-ChatStream 'Hi' @service -Verbose 4>&1 | ForEach-Object { $_.GetType().Name }) -join ' ' | Should -Match '^VerboseRecord VerboseRecord (ChatDelta )+VerboseRecord$'
    }

    It 'says what it does not know' {
        Add-Reply $server
        $output = Invoke-ChatStream 'Hi' -BaseUri $server.BaseUri -Verbose 4>&1
        Get-Verbose $output | Hide-Time | Should -BeExactly "POST $($server.BaseUri)/chat/completions, model (none), attempt 1", 'HTTP 200 after N ms, request id (none)',
            'Complete after N ms: 2 deltas, first after N ms, tokens not sent'
    }

    It 'counts the attempts' {
        Add-Reply $server -Status 400 -Body '{"error":{"message":"Unrecognized request argument: stream_options"}}'
        Add-Reply $server -Step $frames
        $output = Invoke-ChatStream 'Hi' -BaseUri "$($server.Address)/attempts" -Verbose 4>&1
        Get-Verbose $output | Hide-Time | Select-Object -First 4 | Should -BeExactly "POST $($server.Address)/attempts/chat/completions, model (none), attempt 1", 'HTTP 400 after N ms, request id (none)',
            "POST $($server.Address)/attempts/chat/completions, model (none), attempt 2", 'HTTP 200 after N ms, request id (none)'
    }

    It 'tells of a request that fails, also with -ErrorAction Stop' {
        Add-Reply $server -Status 429 -Body '{"error":{"message":"Slow down"}}' -Header @{ 'x-request-id' = 'req-1' }
        $output = [System.Collections.ArrayList]::new()
        try { Invoke-ChatStream 'Hi' @service -Verbose -ErrorAction Stop 4>&1 | ForEach-Object { [void]$output.Add($_) } } catch { [void]$output.Add($_) }
        $output[3].FullyQualifiedErrorId | Should -BeExactly 'RateLimited,StreamPS.Commands.InvokeChatStreamCommand'
        Get-Verbose $output | Hide-Time | Should -BeExactly "POST $($server.BaseUri)/chat/completions, model test-model, attempt 1", 'HTTP 429 after N ms, request id req-1',
            'Failed after N ms: 0 deltas, first after N ms, tokens not sent'
    }

    It 'tells of each prompt' {
        1..2 | ForEach-Object { Add-Reply $server -Step $frames }
        $output = 'a', 'b' | Invoke-ChatStream @service -Verbose 4>&1
        @(Get-Verbose $output).Count | Should -Be 6
    }

    It 'tells of Invoke-ChatCompletion as well' {
        Add-Reply $server -Step $frames
        $output = Invoke-ChatCompletion 'Hi' @service -Verbose 4>&1
        @(Get-Verbose $output)[0] | Should -BeExactly "POST $($server.BaseUri)/chat/completions, model test-model, attempt 1"
        @($output)[-1].Text | Should -BeExactly 'Hello'
    }

    It 'keeps the completion variable when the pipeline is stopped' {
        Add-Reply $server -Step (Get-Frame 'one '), (Get-Frame 'two '), @{ stall = $true }
        $output = Invoke-ChatStream 'Hi' @service -Verbose -Debug -CompletionVariable reply 4>&1 5>&1 |
            Where-Object { $_ -is [StreamPS.ChatDelta] } | Select-Object -First 2
        $output -join '' | Should -BeExactly 'one two '
        (Wait-RequestEnd $server).end | Should -BeExactly 'ClientClosed'
        "$($reply.Status): $($reply.Text)" | Should -BeExactly 'Cancelled: one two '
    }

    It 'keeps the completion variable when the session is stopped' {
        Add-Reply $server -Step ((Get-Frame 'one ') + (Get-Frame 'two ')), @{ stall = $true }
        $session = Start-Session "Invoke-ChatStream 'Hi' -BaseUri '$($server.BaseUri)' -Verbose -CompletionVariable reply"
        try {
            Wait-SessionOutput $session 2
            Stop-Session $session | Out-Null
            (Wait-RequestEnd $server).end | Should -BeExactly 'ClientClosed'
            $reply = $session.PowerShell.Runspace.SessionStateProxy.GetVariable('reply')
            "$($reply.Status): $($reply.Text)" | Should -BeExactly 'Cancelled: one two '
            $session.PowerShell.Streams.Error.Count | Should -Be 0
            $session.PowerShell.Streams.Verbose[0].Message | Should -BeExactly "POST $($server.BaseUri)/chat/completions, model (none), attempt 1"
        }
        finally { Close-Session $session }
    }
}

Describe '-Debug' {
    # Most of it by the preference: with -Debug, Windows PowerShell asks at each message.
    BeforeEach { Clear-LoopbackServer $server }

    It 'shows the request''s body and each frame as it came' {
        Add-Reply $server -Step $frames
        $DebugPreference = 'Continue'
        $output = Invoke-ChatStream 'Hi' @service 5>&1
        $messages = @(Get-Debug $output)
        $messages[0] | Should -BeExactly "Request: $((Wait-RequestEnd $server).body)"
        $messages | Select-Object -Skip 1 | Should -BeExactly ($frames | ForEach-Object { "Frame: $(Get-Data $_)" })
        Get-Verbose $output | Should -BeNullOrEmpty
    }

    It 'shows a reply that is no stream' {
        $body = '{"choices":[{"index":0,"message":{"role":"assistant","content":"Hello"},"finish_reason":"stop"}]}'
        Add-Reply $server -Body $body
        $DebugPreference = 'Continue'
        @(Get-Debug (Invoke-ChatStream 'Hi' @service 5>&1))[1] | Should -BeExactly "Body: $body"
    }

    It 'shows the frame that cannot be read' {
        Add-Reply $server -Step (Get-Frame 'Hel'), "data: {`"choices`":[{`n`n"
        $DebugPreference = 'Continue'
        @(Get-Debug (Invoke-ChatStream 'Hi' @service -ErrorAction SilentlyContinue 5>&1))[-1] | Should -BeExactly 'Frame: {"choices":[{'
    }

    It 'works as a switch' {
        if ($PSVersionTable.PSVersion.Major -lt 6) { Set-ItResult -Skipped -Because 'Windows PowerShell asks at each message' }

        Add-Reply $server -Step $frames
        @(Get-Debug (Invoke-ChatStream 'Hi' @service -Debug 5>&1)).Count | Should -Be 6
    }
}

Describe 'Without -Verbose and -Debug' {
    BeforeEach {
        Clear-LoopbackServer $server
        Add-Reply $server -Step $frames
    }

    It 'nothing is told' {
        $VerbosePreference = 'SilentlyContinue'
        $DebugPreference = 'SilentlyContinue'
        (Invoke-ChatStream 'Hi' @service *>&1 | ForEach-Object { $_.GetType().Name }) | Select-Object -Unique | Should -BeExactly 'ChatDelta'
    }

    It '$VerbosePreference counts, of the scope that calls' {
        function Invoke-Loudly {
            $VerbosePreference = 'Continue'
            Invoke-ChatStream 'Hi' @service 4>&1
        }
        @(Get-Verbose (Invoke-Loudly)).Count | Should -Be 3
        Add-Reply $server -Step $frames
        Get-Verbose (Invoke-ChatStream 'Hi' @service 4>&1) | Should -BeNullOrEmpty
    }

    It '$VerbosePreference yields to -Verbose:$false' {
        $VerbosePreference = 'Continue'
        Get-Verbose (Invoke-ChatStream 'Hi' @service -Verbose:$false 4>&1) | Should -BeNullOrEmpty
    }

    It '$VerbosePreference counts that a function gets with its own -Verbose' {
        function Invoke-Wrapper {
            [CmdletBinding()]
            param()
            Invoke-ChatStream 'Hi' @service
        }
        @(Get-Verbose (Invoke-Wrapper -Verbose 4>&1)).Count | Should -Be 3
    }
}

Describe 'A secret' {
    BeforeAll {
        $script:key = 'sk-very-secret-0123456789'
        $script:token = 'tok-very-secret-9876543210'

        # Everything that a call writes to any stream, except the reply itself.
        function Get-Everything {
            param([hashtable] $Parameter)

            if (-not $Parameter.BaseUri -and -not $Parameter.Provider) { $Parameter.BaseUri = $server.BaseUri }
            $VerbosePreference = $DebugPreference = $InformationPreference = 'Continue'
            Invoke-ChatStream 'Hi' @Parameter -ErrorAction Continue *>&1 | Where-Object { $_ -isnot [StreamPS.ChatDelta] } | ForEach-Object {
                "$_"
                $_ | Format-List * -Force | Out-String
                if ($_ -is [System.Management.Automation.ErrorRecord]) { "$($_.Exception)" }
            }
        }
    }

    BeforeEach { Clear-LoopbackServer $server }

    It 'is in no stream, also when the service repeats it <Where>: <Name>' -ForEach @(
        foreach ($place in 'in an error', 'in the middle of the stream', 'in a damaged frame', 'in its reply') {
            @{ Where = $place; Name = '-ApiKey'; Given = { @{ ApiKey = $key } } }
            @{ Where = $place; Name = 'Authorization'; Given = { @{ Headers = @{ Authorization = "Bearer $key" } } } }
            @{ Where = $place; Name = 'a header of one''s own'; Given = { @{ Headers = @{ 'X-Auth-Token' = $token; 'X-Api-Key' = $key } } } }
            @{ Where = $place; Name = 'a key of a profile'; Given = { @{ Provider = 'secretive' } } }
        }
    ) {
        switch ($Where) {
            'in an error' { Add-Reply $server -Status 401 -Body "{`"error`":{`"message`":`"Wrong: $key $token`",`"code`":`"$key`"}}" }
            'in the middle of the stream' { Add-Reply $server -Step (Get-Frame "Yes, $key "), (Get-Frame -Fault @{ message = "Wrong: $key $token"; type = $key }) }
            'in a damaged frame' { Add-Reply $server -Step (Get-Frame "Yes, $key "), "data: {`"$key`":`"$token`",`n`n" }
            'in its reply' { Add-Reply $server "Yes, $key " }
        }
        Clear-UserSetting
        Set-ChatProvider secretive -BaseUri $server.BaseUri -KeyVariable STREAMPS_TEST_KEY
        $env:STREAMPS_TEST_KEY = $key
        $parameter = & $Given
        $text = (Get-Everything $parameter) -join "`n"

        $text | Should -BeLike '*POST http*'
        $text | Should -BeLike '*Request: {*'
        $text | Should -Not -Match $key
        if ($parameter.Headers -and $parameter.Headers['X-Auth-Token']) { $text | Should -Not -Match $token }
    }

    It 'is masked in the body that is shown, also when the prompt has it' {
        Add-Reply $server -Step $frames
        $DebugPreference = 'Continue'
        $output = Invoke-ChatStream "Is $key my key?" @service -ApiKey $key 5>&1
        @(Get-Debug $output)[0] | Should -BeLike 'Request: {*"Is `*`*`*`* my key?"*'
        (Wait-RequestEnd $server).json.messages.content | Should -BeExactly "Is $key my key?"
    }

    It 'is in no stream when the service gives it as the request''s id' {
        Add-Reply $server -Step $frames -Header @{ 'x-request-id' = $key }
        (Get-Everything @{ ApiKey = $key }) -join "`n" | Should -Not -Match $key
    }

    It 'is in no stream when it stands in the address' {
        Add-Reply $server -Step $frames
        (Get-Everything @{ ApiKey = $key; BaseUri = "$($server.BaseUri)?key=$key" }) -join "`n" | Should -Not -Match $key
    }

    It 'is in no stream when it stands in the address alone, whatever becomes of the request: <Field>, <Outcome>' -ForEach @(
        foreach ($field in 'key', 'api-key', 'access_token', 'sig', 'code') {
            foreach ($outcome in 'reply', 'error', 'redirect', 'no connection') { @{ Field = $field; Outcome = $outcome } }
        }
    ) {
        $base = $server.BaseUri
        switch ($Outcome) {
            'reply' { Add-Reply $server "Yes, $key " }
            'error' { Add-Reply $server -Status 401 -Body "{`"error`":{`"message`":`"Wrong: ?$Field=$key`"}}" }
            'redirect' { Add-Reply $server -Option @{ status = 307; headers = @{ Location = "http://127.0.0.2:1/v1?$Field=$key" } } }
            'no connection' { $base = 'http://127.0.0.1:1/v1' }
        }
        $text = (Get-Everything @{ BaseUri = "$base`?$Field=$key"; MaximumRetryCount = 0 }) -join "`n"
        $text | Should -BeLike "*POST $base/chat/completions[?]$Field=[*][*][*][*],*"
        $text | Should -Not -Match $key
    }

    It 'is not in the error about an address that cannot be used, nor in its target: <_>' -ForEach 'localhost/v1?key={0}', 'ftp://host/v1?key={0}', 'ftp://me:{0}@host/v1' {
        $record = try { Invoke-ChatStream 'Hi' -BaseUri ($_ -f $key) } catch { $_ }
        $record.FullyQualifiedErrorId | Should -BeExactly 'InvalidRequest,StreamPS.Commands.InvokeChatStreamCommand'
        "$($record.Exception) $($record.TargetObject) $($record.ErrorDetails)" | Should -Match '\*\*\*\*'
        "$($record.Exception) $($record.TargetObject) $($record.ErrorDetails)" | Should -Not -Match $key
    }

    It 'is not in what -WhatIf shows' {
        $script = "Import-Module '$((Get-Module StreamPS).Path)'; Invoke-ChatStream Hi -BaseUri '$($server.BaseUri)?key=$key&x=1' -ApiKey '$token' -WhatIf; Set-ChatProvider work -BaseUri '$($server.BaseUri)?key=$key' -WhatIf"
        $text = & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -Command $script *>&1 | Out-String
        $text | Should -BeLike '*/v1/chat/completions[?]key=[*][*][*][*]&x=1*'
        $text | Should -Not -Match "$key|$token"
    }

    It 'is in no stream when the service repeats it escaped <Where>: <Form>' -ForEach @(
        $forms = [ordered]@{
            'with slashes of JSON'   = 'sk\-a\/b\u002Bc=0123456789' -replace '\\-', '-'
            'with codes of JSON'     = 'sk\u002da\u002fb\u002bc\u003d0123456789'
            'with capital codes'     = 'sk\u002Da\u002Fb\u002Bc\u003D0123456789'
            'for an address'         = 'sk-a%2Fb%2Bc%3D0123456789'
            'for an address, small'  = 'sk-a%2fb%2bc%3d0123456789'
        }
        foreach ($place in 'in an error', 'in the middle of the stream', 'in a damaged frame', 'in its reply', 'in a frame that is cut', 'in a page') {
            foreach ($form in $forms.Keys) { @{ Where = $place; Form = $form; Escaped = $forms[$form] } }
        }
    ) {
        $slashed = 'sk-a/b+c=0123456789'
        switch ($Where) {
            'in an error' { Add-Reply $server -Status 401 -Body "{`"error`":{`"message`":`"Wrong: $Escaped`",`"code`":`"$Escaped`"}}" }
            'in the middle of the stream' { Add-Reply $server -Step (Get-Frame 'Yes '), "data: {`"error`":{`"message`":`"Wrong: $Escaped`"}}`n`n" }
            'in a damaged frame' { Add-Reply $server -Step (Get-Frame 'Yes '), "data: {`"key`":`"$Escaped`",`n`n" }
            'in its reply' { Add-Reply $server -Step "data: {`"choices`":[{`"delta`":{`"content`":`"$Escaped`"}}]}`n`n", (Get-Frame -Finish 'stop'), (Get-Frame -Done) }
            'in a frame that is cut' { Add-Reply $server -Step (Get-Frame 'Yes '), "data: {`"key`":`"$($Escaped.Substring(0, $Escaped.Length - 3))" }
            'in a page' { Add-Reply $server -Body "<html><body>Wrong: $Escaped</body></html>" -ContentType 'text/html' }
        }
        $text = (Get-Everything @{ ApiKey = $slashed; MaximumRetryCount = 0 }) -join "`n"
        $text | Should -BeLike '*[*][*][*][*]*'
        $text | Should -Not -Match '0123456'
    }
}
