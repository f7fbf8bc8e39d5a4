BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../out/StreamPS') -Force
    Import-Module (Join-Path $PSScriptRoot 'LoopbackServer.psm1') -Force
    $script:server = Start-LoopbackServer -Tls
    $script:service = @{ MaximumRetryCount = 0; BaseUri = $server.BaseUri }

    # The one error of a call.
    function Get-Failure {
        param([hashtable] $Parameter = $service)

        Invoke-ChatStream 'Hi' @Parameter -ErrorVariable failures -ErrorAction SilentlyContinue | Out-Null
        @($failures).Count | Should -Be 1
        $failures[0]
    }

    function Get-FreePort {
        $listener = [System.Net.Sockets.TcpListener]::new([System.Net.IPAddress]::Loopback, 0)
        $listener.Start()
        $listener.LocalEndpoint.Port
        $listener.Stop()
    }
}

AfterAll { Stop-LoopbackServer $server }

Describe 'One prompt of several that fails' {
    BeforeEach {
        Clear-LoopbackServer $server
        Add-Reply $server 'one'
        Add-Reply $server -Status 400 -Body '{"error":{"message":"Not this one","type":"invalid_request_error"}}'
        Add-Reply $server 'three'
    }

    It 'leaves the others whole' {
        $deltas = 'a', 'b', 'c' | Invoke-ChatStream @service -ErrorAction SilentlyContinue -ErrorVariable failures -CompletionVariable replies

        $deltas -join ' ' | Should -BeExactly 'one  three '
        $deltas.PromptIndex | Should -Be 0, 0, 2, 2
        "$($replies.Status)" | Should -BeExactly 'Complete Failed Complete'
        @($failures).Count | Should -Be 1
        $failures[0].FullyQualifiedErrorId | Should -BeExactly 'InvalidRequest,StreamPS.Commands.InvokeChatStreamCommand'
        $failures[0].TargetObject | Should -BeExactly 'b'
    }

    It 'leaves the others whole when the prompts are an argument' {
        $deltas = Invoke-ChatStream 'a', 'b', 'c' @service -ErrorAction SilentlyContinue
        $deltas -join ' ' | Should -BeExactly 'one  three '
    }

    It 'is written to the error stream in its place: 2>&1' {
        $output = 'a', 'b', 'c' | Invoke-ChatStream @service -ErrorAction Continue 2>&1
        $output | ForEach-Object { $_.GetType().Name } | Should -Be 'ChatDelta', 'ChatDelta', 'ErrorRecord', 'ChatDelta', 'ChatDelta'
    }

    It 'ends the command with -ErrorAction Stop' {
        $record = $null
        $deltas = [System.Collections.Generic.List[string]]::new()
        try { 'a', 'b', 'c' | Invoke-ChatStream @service -ErrorAction Stop | ForEach-Object { $deltas.Add("$_") } }
        catch { $record = $_ }

        $record.FullyQualifiedErrorId | Should -BeExactly 'InvalidRequest,StreamPS.Commands.InvokeChatStreamCommand'
        $record.Exception.Completion.Prompt | Should -BeExactly 'b'
        $deltas | Should -Be 'one', ''
        @(Get-Request $server).Count | Should -Be 2
    }

    It 'can be caught by its type with -ErrorAction Stop' {
        $caught = try { 'a', 'b' | Invoke-ChatStream @service -ErrorAction Stop | Out-Null } catch [StreamPS.ChatServiceException] { 'service' } catch { 'other' }
        $caught | Should -Be 'service'
    }

    It 'is not seen with -ErrorAction Ignore, and sets $?' {
        $Error.Clear()
        'a', 'b', 'c' | Invoke-ChatStream @service -ErrorAction Ignore | Out-Null
        $Error.Count | Should -Be 0
        Add-Reply $server -Status 500 -Body '{}'
        Invoke-ChatStream 'a' @service -ErrorAction SilentlyContinue
        $? | Should -BeFalse
    }
}

Describe 'What the service refuses' {
    BeforeEach { Clear-LoopbackServer $server }

    It 'is <Id> for HTTP <Status> with <Body>' -ForEach @(
        @{ Status = 401; Id = 'Unauthorized'; Category = 'AuthenticationError'; Says = 'Custom answered with an error (HTTP 401, invalid_authentication_error): Invalid Authentication'; Body = '{"error":{"message":"Invalid Authentication","type":"invalid_authentication_error"}}' }
        @{ Status = 403; Id = 'Forbidden'; Category = 'PermissionDenied'; Says = 'Custom answered with an error (HTTP 403): No'; Body = '{"error":{"message":"No"}}' }
        @{ Status = 404; Id = 'ModelNotFound'; Category = 'ObjectNotFound'; Says = 'Custom answered with an error (HTTP 404, resource_not_found_error): Not found the model x'; Body = '{"error":{"message":"Not found the model x","type":"resource_not_found_error"}}' }
        @{ Status = 429; Id = 'RateLimited'; Category = 'QuotaExceeded'; Says = 'Custom answered with an error (HTTP 429, rate_limit_reached_error): Slow down'; Body = '{"error":{"message":"Slow down","type":"rate_limit_reached_error"}}' }
        @{ Status = 429; Id = 'QuotaExceeded'; Category = 'QuotaExceeded'; Says = 'Custom answered with an error (HTTP 429, exceeded_current_quota_error): Top up'; Body = '{"error":{"message":"Top up","type":"exceeded_current_quota_error"}}' }
        @{ Status = 429; Id = 'Overloaded'; Category = 'ResourceBusy'; Says = 'Custom answered with an error (HTTP 429, engine_overloaded_error): Busy'; Body = '{"error":{"message":"Busy","type":"engine_overloaded_error"}}' }
        @{ Status = 400; Id = 'ContextLengthExceeded'; Category = 'LimitsExceeded'; Says = 'Custom answered with an error (HTTP 400, context_length_exceeded): Too long'; Body = '{"error":{"message":"Too long","type":"invalid_request_error","code":"context_length_exceeded"}}' }
        @{ Status = 400; Id = 'ContentFiltered'; Category = 'PermissionDenied'; Says = 'Custom answered with an error (HTTP 400, content_filter): High risk'; Body = '{"error":{"message":"High risk","type":"content_filter"}}' }
        @{ Status = 400; Id = 'InvalidRequest'; Category = 'InvalidArgument'; Says = 'Custom answered with an error (HTTP 400, invalid_request_error): Bad'; Body = '{"error":{"message":"Bad","type":"invalid_request_error"}}' }
        @{ Status = 500; Id = 'ServiceError'; Category = 'NotSpecified'; Says = 'Custom answered with an error (HTTP 500, server_error): Sorry'; Body = '{"error":{"message":"Sorry","type":"server_error"}}' }
        @{ Status = 503; Id = 'Overloaded'; Category = 'ResourceBusy'; Says = 'Custom answered with an error (HTTP 503): Service Unavailable'; Body = '<html><title>Service Unavailable</title></html>' }
    ) {
        Add-Reply $server -Status $Status -Body $Body -Header @{ 'x-request-id' = 'req-1' }
        $failure = Get-Failure

        $failure.FullyQualifiedErrorId | Should -BeExactly "$Id,StreamPS.Commands.InvokeChatStreamCommand"
        $failure.Exception.Message | Should -BeExactly $Says
        $failure.ErrorDetails.Message | Should -BeExactly $Says
        "$($failure.CategoryInfo.Category)" | Should -BeExactly $Category
        $failure.TargetObject | Should -BeExactly 'Hi'
        $failure.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        $failure.Exception | Should -BeOfType 'StreamPS.ChatServiceException'
        [int]$failure.Exception.StatusCode | Should -Be $Status
        $failure.Exception.RequestId | Should -BeExactly 'req-1'
        "$($failure.Exception.Completion.Status)" | Should -BeExactly 'Failed'
    }

    It 'brings the time to wait from Retry-After' {
        Add-Reply $server -Status 429 -Body '{"error":{"message":"Slow down","type":"rate_limit_reached_error"}}' -Header @{ 'Retry-After' = '7' }
        (Get-Failure).Exception.RetryAfter | Should -Be ([timespan]::FromSeconds(7))
    }

    It 'in the middle of a stream keeps the text so far' {
        Add-Reply $server -Step (Get-Frame 'Hel'), (Get-Frame -Fault @{ message = 'The engine died'; type = 'server_error' })
        $failure = Get-Failure

        $failure.FullyQualifiedErrorId | Should -BeExactly 'ServiceError,StreamPS.Commands.InvokeChatStreamCommand'
        $failure.Exception.Message | Should -BeExactly 'Custom answered with an error (in the stream, server_error): The engine died'
        $failure.Exception.Completion.Text | Should -BeExactly 'Hel'
        "$($failure.Exception.Completion.Status)" | Should -BeExactly 'Failed'
    }
}

Describe 'A stream that breaks' {
    BeforeEach { Clear-LoopbackServer $server }

    It 'without an end marker is IncompleteStream, even after a finish reason' {
        Add-Reply $server -Step (Get-Frame 'Hel'), (Get-Frame 'lo'), (Get-Frame -Finish 'stop')
        $failure = Get-Failure

        $failure.FullyQualifiedErrorId | Should -BeExactly 'IncompleteStream,StreamPS.Commands.InvokeChatStreamCommand'
        $failure.Exception.Message | Should -BeExactly 'The stream ended without its end marker: the reply may be cut.'
        "$($failure.CategoryInfo.Category)" | Should -BeExactly 'InvalidResult'
        $failure.Exception.Completion.Text | Should -BeExactly 'Hello'
        "$($failure.Exception.Completion.Status)" | Should -BeExactly 'Incomplete'
    }

    It 'without anything in it is IncompleteStream' {
        Add-Reply $server -Step ''
        $failure = Get-Failure
        $failure.FullyQualifiedErrorId | Should -BeExactly 'IncompleteStream,StreamPS.Commands.InvokeChatStreamCommand'
        $failure.Exception.Message | Should -BeExactly 'The service ended the stream without sending anything.'
    }

    It 'in the middle of a frame is IncompleteStream' {
        Add-Reply $server -Step (Get-Frame 'Hel'), 'data: {"choices":[{"index":0,"delta":{"con'
        $failure = Get-Failure
        $failure.FullyQualifiedErrorId | Should -BeExactly 'IncompleteStream,StreamPS.Commands.InvokeChatStreamCommand'
        $failure.Exception.Completion.Text | Should -BeExactly 'Hel'
    }

    It 'by a reset of the connection is ConnectionLost with the text so far, which was written' {
        Add-Reply $server -Step (Get-Frame 'Hel'), (Get-Frame 'lo'), @{ gate = 'read' }, @{ reset = $true }
        $deltas = Invoke-ChatStream 'Hi' @service -ErrorVariable failures -ErrorAction SilentlyContinue -CompletionVariable reply |
            ForEach-Object { if ($_.Content -eq 'lo') { Open-Gate $server 'read' }; $_ }

        $deltas -join '' | Should -BeExactly 'Hello'
        $failures[0].FullyQualifiedErrorId | Should -BeExactly 'ConnectionLost,StreamPS.Commands.InvokeChatStreamCommand'
        $failures[0].Exception.Message | Should -BeLike 'The connection broke in the middle of the reply: *'
        $failures[0].Exception.InnerException | Should -Not -BeNullOrEmpty
        "$($failures[0].CategoryInfo.Category)" | Should -BeExactly 'ConnectionError'
        $failures[0].Exception.Completion.Text | Should -BeExactly 'Hello'
        "$($reply.Status)" | Should -BeExactly 'Incomplete'
    }

    It 'by a connection that closes without an answer is ConnectionLost' {
        Add-Reply $server -Option @{ resetBeforeHeaders = $true }
        $failure = Get-Failure
        $failure.FullyQualifiedErrorId | Should -BeExactly 'ConnectionLost,StreamPS.Commands.InvokeChatStreamCommand'
        $failure.Exception.Message | Should -BeExactly "$($server.Address) closed the connection without an answer."
    }

    It 'because it is a web page is a ProtocolError that says which' {
        Add-Reply $server -Body '<!DOCTYPE html><html><head><title>Sign in to the network</title></head><body>Hello</body></html>' -ContentType 'text/html'
        $failure = Get-Failure
        $failure.FullyQualifiedErrorId | Should -BeExactly 'ProtocolError,StreamPS.Commands.InvokeChatStreamCommand'
        $failure.Exception.Message | Should -BeExactly 'The service answered with a web page instead of a stream: Sign in to the network'
        "$($failure.CategoryInfo.Category)" | Should -BeExactly 'ProtocolError'
    }

    It 'because a frame is damaged is a ProtocolError with the text so far' {
        Add-Reply $server -Step (Get-Frame 'Hel'), "data: {`"choices`":[{`n`n", (Get-Frame 'lo'), (Get-Frame -Done)
        $failure = Get-Failure
        $failure.FullyQualifiedErrorId | Should -BeExactly 'ProtocolError,StreamPS.Commands.InvokeChatStreamCommand'
        $failure.Exception.Message | Should -BeExactly 'The service sent a frame that can''t be read: {"choices":[{'
        $failure.Exception.Completion.Text | Should -BeExactly 'Hel'
    }

    It 'because the address redirects elsewhere is a ProtocolError, and the key stays here' {
        Add-Reply $server -Status 307 -Body '' -Header @{ Location = 'http://127.0.0.2:9/v1' }
        $failure = Get-Failure @{ BaseUri = $server.BaseUri; ApiKey = 'sk-12345678' }
        $failure.FullyQualifiedErrorId | Should -BeExactly 'ProtocolError,StreamPS.Commands.InvokeChatStreamCommand'
        $failure.Exception.Message | Should -BeLike '127.0.0.1 answered with a redirect (307) to http://127.0.0.2:9/v1, which isn''t followed*'
    }
}

Describe 'A service that is not reached' {
    It 'because its name does not exist is NameResolutionFailure' {
        $failure = Get-Failure @{ BaseUri = 'http://no-such-host.invalid/v1' }
        $failure.FullyQualifiedErrorId | Should -BeExactly 'NameResolutionFailure,StreamPS.Commands.InvokeChatStreamCommand'
        $failure.Exception.Message | Should -BeExactly "The name 'no-such-host.invalid' can't be resolved."
        "$($failure.CategoryInfo.Category)" | Should -BeExactly 'ConnectionError'
        $failure.Exception | Should -BeOfType 'StreamPS.ChatConnectionException'
        $failure.Exception.InnerException | Should -Not -BeNullOrEmpty
        $failure.ErrorDetails.RecommendedAction | Should -BeExactly 'Check the host name in -BaseUri and the network connection.'
    }

    It 'because nobody listens is ConnectionFailed' {
        $port = Get-FreePort
        $failure = Get-Failure @{ BaseUri = "http://127.0.0.1:$port/v1" }
        $failure.FullyQualifiedErrorId | Should -BeExactly 'ConnectionFailed,StreamPS.Commands.InvokeChatStreamCommand'
        $failure.Exception.Message | Should -BeLike "There is no connection to http://127.0.0.1:$($port): *"
        "$($failure.CategoryInfo.Category)" | Should -BeExactly 'ConnectionError'
        $failure.TargetObject | Should -BeExactly 'Hi'
    }

    It 'because its certificate is not trusted is TlsFailure' {
        $failure = Get-Failure @{ BaseUri = $server.SecureBaseUri }
        $failure.FullyQualifiedErrorId | Should -BeExactly 'TlsFailure,StreamPS.Commands.InvokeChatStreamCommand'
        $failure.Exception.Message | Should -BeLike 'There is no secure connection to https://127.0.0.1:*'
        "$($failure.CategoryInfo.Category)" | Should -BeExactly 'SecurityError'
        $failure.ErrorDetails.RecommendedAction | Should -BeLike '*-SkipCertificateCheck*'
    }

    It 'is one error for each prompt' {
        $port = Get-FreePort
        Invoke-ChatStream 'a', 'b' -BaseUri "http://127.0.0.1:$port/v1" -ErrorVariable failures -ErrorAction SilentlyContinue
        $failures.TargetObject | Should -Be 'a', 'b'
    }
}

Describe 'A key' {
    BeforeAll { $script:key = 'sk-very-secret-0123456789' }

    BeforeEach {
        Clear-LoopbackServer $server
        # Services do repeat the key in their words.
        Add-Reply $server -Status 401 -Body "{`"error`":{`"message`":`"Incorrect API key provided: $key.`",`"type`":`"invalid_request_error`",`"code`":`"invalid_api_key`"}}"
    }

    It 'is masked where the service repeats it' {
        $failure = Get-Failure @{ BaseUri = $server.BaseUri; ApiKey = $key }
        $failure.Exception.Message | Should -BeExactly 'Custom answered with an error (HTTP 401, invalid_api_key): Incorrect API key provided: ****.'
        $failure.Exception.ServiceMessage | Should -BeExactly 'Incorrect API key provided: ****.'
    }

    It 'is in no part of the error, nor in what it looks like' {
        $failure = Get-Failure @{ BaseUri = $server.BaseUri; ApiKey = $key; Headers = @{ 'X-Api-Key' = $key } }
        $failure | Out-String | Should -Not -Match $key
        $failure | Format-List * -Force | Out-String | Should -Not -Match $key
        $failure.Exception | Format-List * -Force | Out-String | Should -Not -Match $key
        $failure.Exception.Completion | Format-List * -Force | Out-String | Should -Not -Match $key
        $failure.Exception.ToString() | Should -Not -Match $key
    }

    It 'is in no stream, whatever is switched on' {
        $everything = Invoke-ChatStream 'Hi' @service -ApiKey $key -Verbose -Debug -InformationAction Continue -ErrorAction Continue *>&1
        $everything | Should -Not -BeNullOrEmpty
        $everything | Out-String | Should -Not -Match $key
    }

    It 'is in no frame that is quoted as damaged' {
        Clear-LoopbackServer $server
        Add-Reply $server -Step "data: {`"echo`":`"$key`",`n`n"
        $failure = Get-Failure @{ BaseUri = $server.BaseUri; ApiKey = $key }
        $failure.Exception.Message | Should -BeExactly 'The service sent a frame that can''t be read: {"echo":"****",'
        "$($failure.Exception)" | Should -Not -Match $key
    }

    It 'is in no transcript of a session that gets it from a variable' {
        $transcript = Join-Path $TestDrive 'transcript.txt'
        $script = Join-Path $TestDrive 'transcribed.ps1'
        Set-Content -Path $script -Value @"
            Start-Transcript -Path '$transcript' | Out-Null
            Import-Module '$((Get-Module StreamPS).Path)'
            Invoke-ChatStream 'Hi' -BaseUri '$($server.BaseUri)' -ApiKey `$env:STREAMPS_TEST_KEY -Verbose -Debug -CompletionVariable reply
            `$reply
            `$Error[0] | Format-List * -Force
            Stop-Transcript | Out-Null
"@
        $env:STREAMPS_TEST_KEY = $key
        try { & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -File $script *>&1 | Out-String | Should -Not -Match $key }
        finally { Remove-Item env:STREAMPS_TEST_KEY }

        $text = Get-Content $transcript -Raw
        $text | Should -Match 'Incorrect API key provided: \*\*\*\*\.'
        $text | Should -Not -Match $key
    }

    It 'is a mask as an object' {
        "$([StreamPS.ApiKey]::new($key))" | Should -BeExactly '****'
        [StreamPS.ApiKey]::new($key) | Format-List * -Force | Out-String | Should -Not -Match $key
    }
}
