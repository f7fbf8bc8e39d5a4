BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../out/StreamPS') -Force
    Import-Module (Join-Path $PSScriptRoot 'LoopbackServer.psm1') -Force
    Import-Module (Join-Path $PSScriptRoot 'Session.psm1') -Force
    $script:server = Start-LoopbackServer
    $script:service = @{ BaseUri = $server.BaseUri; MaximumRetryCount = 0 }

    # A reply that waits in its middle until the test opens its gate.
    function Add-GatedReply {
        param([string] $Name)

        Add-Reply $server -Step (Get-Frame "$Name begins "), @{ gate = $Name }, (Get-Frame "$Name ends"), (Get-Frame -Finish 'stop'), (Get-Frame -Done)
    }
}

AfterAll { Stop-LoopbackServer $server }

Describe 'Several prompts at once' {
    BeforeEach { Clear-LoopbackServer $server }

    It 'are all asked before the first is answered, up to -ThrottleLimit' {
        1..3 | ForEach-Object { Add-GatedReply "r$_" }
        $session = Start-Session "'a', 'b', 'c' | Invoke-ChatStream -BaseUri '$($server.BaseUri)' -ThrottleLimit 2 | ForEach-Object { `"`$(`$_.PromptIndex) `$_`" }"
        try {
            $null = Wait-Request $server -Count 2
            Wait-SessionOutput $session 2
            @(Get-Request $server).Count | Should -Be 2
            Open-Gate $server 'r1'
            $null = Wait-Request $server -Count 3
            Open-Gate $server 'r2'
            Open-Gate $server 'r3'
            Wait-SessionOutput $session 9
        }
        finally { Close-Session $session }

        # Which reply a prompt gets is a matter of arrival; each is whole and in its order.
        $session.Output.Count | Should -Be 9
        foreach ($index in 0..2) {
            $text = (@($session.Output) -like "$index *" -replace '^\d ') -join ''
            $text | Should -Match '^r\d begins r\d ends$'
        }
    }

    It 'are written in their order with -Ordered, while all run' {
        Add-Reply $server -Step @{ gate = 'first' }, (Get-Frame 'one'), (Get-Frame -Finish 'stop'), (Get-Frame -Done)
        Add-Reply $server 'two'
        $session = Start-Session "'a', 'b' | Invoke-ChatStream -BaseUri '$($server.BaseUri)' -ThrottleLimit 2 -Ordered | ForEach-Object { `"`$(`$_.PromptIndex) `$_`" }"
        try {
            $null = Wait-Request $server -Count 2
            Open-Gate $server 'first'
            Wait-SessionOutput $session 4
        }
        finally { Close-Session $session }

        @($session.Output | ForEach-Object { $_.ToString()[0] }) -join '' | Should -BeExactly '0011'
    }

    It 'fail each for itself' {
        Add-Reply $server -Body '{"error":{"message":"no","code":"bad"}}' -Status 400
        Add-Reply $server 'whole'
        $deltas = 'a', 'b' | Invoke-ChatStream @service -ThrottleLimit 2 -ErrorVariable failures -ErrorAction SilentlyContinue -CompletionVariable replies
        $deltas -join '' | Should -BeExactly 'whole'
        @($failures).Count | Should -Be 1
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'InvalidRequest,*'
        @($replies.Status | Sort-Object) | Should -Be 'Complete', 'Failed'
    }

    It 'have their completions in the prompts'' order, whichever is answered first' {
        Add-Reply $server 'x'
        Add-Reply $server 'y'
        Add-Reply $server 'z'
        'a', 'b', 'c' | Invoke-ChatStream @service -ThrottleLimit 3 -CompletionVariable replies | Out-Null
        $replies.Prompt | Should -Be 'a', 'b', 'c'
    }

    It 'end at once with the pipeline: <Name>' -ForEach @(
        @{ Name = 'Select-Object -First'; End = { param($service) 1..20 | Invoke-ChatStream @service -ThrottleLimit 4 | Select-Object -First 2 } }
        @{ Name = 'an error downstream'; End = { param($service) try { 1..20 | Invoke-ChatStream @service -ThrottleLimit 4 | ForEach-Object { throw 'enough' } } catch { $_ } } }
        @{ Name = 'an error upstream'; End = { param($service) try { & { 1; 2; throw 'broken' } | Invoke-ChatStream @service -ThrottleLimit 4 } catch { $_ } } }
    ) {
        1..4 | ForEach-Object { Add-Reply $server -Step (Get-Frame 'a'), (Get-Frame 'b'), @{ stall = $true } }
        $null = & $End $service
        # Not the connections: one that was still being made stays in the pool, without a request.
        foreach ($request in Get-Request $server) { (Wait-RequestEnd $server).end | Should -BeExactly 'ClientClosed' }
    }

    It 'stop with Ctrl+C, each with its text so far' {
        1..2 | ForEach-Object { Add-Reply $server -Step (Get-Frame 'part'), @{ stall = $true } }
        $session = Start-Session "'a', 'b' | Invoke-ChatStream -BaseUri '$($server.BaseUri)' -ThrottleLimit 2 -CompletionVariable global:replies"
        try {
            Wait-SessionOutput $session 2
            Stop-Session $session
            $replies = $session.PowerShell.Runspace.SessionStateProxy.GetVariable('replies')
        }
        finally { Close-Session $session }
        $replies | ForEach-Object { "$($_.Status): $($_.Text)" } | Should -Be 'Cancelled: part', 'Cancelled: part'
    }

    It 'make the service wait when the pipeline is slow, and lose nothing' {
        Add-Reply $server -Option @{ bulk = @{ count = 300000; text = 'tok ' } }
        $session = Start-Session "Invoke-ChatStream hi -BaseUri '$($server.BaseUri)' -ReadAhead 8 | ForEach-Object { if (`$_.Sequence -eq 0) { `$shared.Wait() }; `$count++ } -End { `$count }" -Shared ($gate = [System.Threading.ManualResetEventSlim]::new())
        try {
            $null = Wait-RequestBlocked $server
            $gate.Set()
            Wait-SessionOutput $session 1
        }
        finally { Close-Session $session }
        $session.Output[0] | Should -Be 300001
    }

    It 'go one after the other with -Session' {
        Add-Reply $server 'one'
        Add-Reply $server 'two'
        $session = New-ChatSession
        'a', 'b' | Invoke-ChatStream @service -Session $session -ThrottleLimit 8 | Out-Null
        $session.Turns | ForEach-Object { "$($_.Messages.Content) $($_.Reply.Content)" } | Should -Be 'a one', 'b two'
        (Get-Request $server)[1].json.messages.content | Should -Be 'a', 'one', 'b'
    }

    It 'add the object that each came from with -PassThruInput' {
        Add-Reply $server 'x'
        Add-Reply $server 'y'
        $rows = [pscustomobject]@{ Id = 7; Prompt = 'a' }, [pscustomobject]@{ Id = 8; Prompt = 'b' }
        $deltas = $rows | Invoke-ChatStream @service -PassThruInput | Where-Object Content
        $deltas | ForEach-Object { "$($_.InputObject.Id) $($_.InputObject.Prompt) $_" } | Should -Be '7 a x', '8 b y'

        Add-Reply $server 'z'
        ('text' | Invoke-ChatCompletion @service -PassThruInput).InputObject | Should -BeExactly 'text'
        Add-Reply $server 'z'
        (Invoke-ChatCompletion 'argument' @service -PassThruInput).InputObject | Should -BeExactly 'argument'
    }

    It 'are answered 100 at a time' {
        1..150 | ForEach-Object { Add-Reply $server -Option @{ bulk = @{ count = 50; text = "$_ " } } }
        $deltas = 1..150 | Invoke-ChatStream @service -ThrottleLimit 100
        $groups = @($deltas | Group-Object PromptIndex)
        $groups.Count | Should -Be 150
        foreach ($group in $groups) { $group.Group -join '' | Should -Match '^(\d+ )\1{49}$' }
        @($groups | ForEach-Object { $_.Group[0].Content } | Sort-Object -Unique).Count | Should -Be 150
    }

    It 'refuse a limit out of range: <Name>' -ForEach @(
        @{ Name = '-ThrottleLimit 0'; Parameters = @{ ThrottleLimit = 0 } }
        @{ Name = '-ThrottleLimit 1001'; Parameters = @{ ThrottleLimit = 1001 } }
        @{ Name = '-ReadAhead 0'; Parameters = @{ ReadAhead = 0 } }
    ) {
        { Invoke-ChatStream 'a' @service @Parameters } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
    }
}

Describe 'A prompt from the pipeline' {
    BeforeAll {
        Add-Type -TypeDefinition @'
using System;
using System.Threading;

public sealed class ThrownExceptions : IDisposable
{
    private int _count;

    public ThrownExceptions() { AppDomain.CurrentDomain.FirstChanceException += Count; }

    public int Number { get { return _count; } }

    public void Dispose() { AppDomain.CurrentDomain.FirstChanceException -= Count; }

    private void Count(object sender, System.Runtime.ExceptionServices.FirstChanceExceptionEventArgs e) { Interlocked.Increment(ref _count); }
}
'@
    }

    # PowerShell tries each parameter that takes pipeline input, and one that fails costs it an exception or more, which is dearer than the request.
    It 'is bound without exceptions: <Name>' -ForEach @(
        @{ Name = 'a text'; Prompts = @('1', '2', '3', '4', '5', '6', '7', '8', '9', '10') }
        @{ Name = 'a number'; Prompts = 1..10 }
    ) {
        Clear-LoopbackServer $server
        1..11 | ForEach-Object { Add-Reply $server 'hi' }
        $counts = foreach ($number in 1, 10) {
            $thrown = [ThrownExceptions]::new()
            try { $Prompts | Select-Object -First $number | Invoke-ChatCompletion @service | Out-Null }
            finally { $thrown.Dispose() }
            $thrown.Number
        }

        $counts[1] | Should -BeExactly $counts[0]
    }
}
