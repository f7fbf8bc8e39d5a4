#!/usr/bin/env pwsh
<#
.SYNOPSIS
Measures StreamPS beside other ways to stream a reply in PowerShell.
.DESCRIPTION
All candidates read the same bytes from the tests' server, which runs in a process of its own on this machine. They take turns, so that what
else the machine does hits all of them alike: compare within one run. docs/performance.md says what the figures mean.

Build first: dotnet build tests/StreamPS.Benchmarks -c Release, and ./build.ps1 for the module.
.PARAMETER Section
Throughput   deltas a second and bytes for each delta, of every candidate
Shaping      what joined deltas, pieces, reading ahead and script blocks for the text cost or gain
ManyPrompts  1,000 prompts, 100 at once, beside the engine alone
Import       what Import-Module adds to the start of a process
Memory       memory over a million deltas
Latency      from the server's write to the first line of the script block, one delta every 5 ms
Stop         from Select-Object -First 3 to the close that the server sees
.PARAMETER DeltaCount
The deltas of a stream. Slow candidates get fewer; all figures are for one delta.
.PARAMETER Rounds
How often each candidate is measured, after rounds that don't count.
.PARAMETER AdditionalScript
More candidates: script blocks, or files, that return hashtables with Name and Run, and as they like Deltas, Setup and Cleanup. Run is a
script block that gets the base address and the number of deltas and reads the stream to its end.
.PARAMETER NodeModules
The folder node_modules that has the package openai.
.PARAMETER ModulePath
The module to measure.
.PARAMETER BuildOutput
The folder with StreamPS.Benchmarks.dll.
.EXAMPLE
./benchmarks.ps1 -Section Throughput -Rounds 15
.EXAMPLE
./benchmarks.ps1 -AdditionalScript { @{ Name = 'Invoke-RestMethod'; Run = { param($Uri) Invoke-RestMethod "$Uri/chat/completions" -Method Post -Body '{}' } } }
#>
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSReviewUnusedParameter', '', Justification = 'The functions below use them, and a candidate may ignore what it gets.')]
[CmdletBinding()]
param(
    [ValidateSet('Throughput', 'Shaping', 'ManyPrompts', 'Import', 'Memory', 'Latency', 'Stop')]
    [string[]] $Section = @('Throughput', 'Shaping', 'ManyPrompts', 'Import', 'Memory', 'Latency', 'Stop'),

    [ValidateRange(1000, 10000000)]
    [int] $DeltaCount = 200000,

    [ValidateRange(1, 1000)]
    [int] $Rounds = 7,

    [object[]] $AdditionalScript = @(),

    [string] $NodeModules,

    [string] $ModulePath = [System.IO.Path]::Combine($PSScriptRoot, '..', '..', 'out', 'StreamPS'),

    [string] $BuildOutput = [System.IO.Path]::Combine($PSScriptRoot, 'bin', 'Release', 'net10.0')
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$importRuns = 15
$stopRuns = 10
$latencyDeltas = 300
$memoryDeltas = 1000000
$latencyRounds = 5
$paceMs = 5
$manyPrompts = 1000
$atOnce = 100
$shortReply = 50
$engineName = 'Engine alone (C#)'

$modulePath = (Resolve-Path $ModulePath).Path
$benchmarkAssembly = Join-Path $BuildOutput 'StreamPS.Benchmarks.dll'
if (-not (Test-Path $benchmarkAssembly)) { throw "$benchmarkAssembly is missing. Build it with: dotnet build tests/StreamPS.Benchmarks -c Release" }
$shell = (Get-Process -Id $PID).Path

Import-Module ([System.IO.Path]::Combine($PSScriptRoot, '..', 'Pester', 'LoopbackServer.psm1'))

#region Tables

function Format-Number {
    [OutputType([string])]
    param([Parameter(ValueFromPipeline)] [AllowNull()] $Value, [string] $Format = 'N0')

    process { if ($null -eq $Value) { '' } else { ([double]$Value).ToString($Format, [cultureinfo]::InvariantCulture) } }
}

function ConvertTo-Cell {
    [OutputType([string])]
    param([AllowNull()] $Value)

    ([string]$Value).Replace('|', '\|')
}

# Markdown that can be read as it is: what is in docs/performance.md is what was printed.
function Format-MarkdownTable {
    [OutputType([string])]
    param([Parameter(Mandatory)] [object[]] $Row)

    $columns = foreach ($name in $Row[0].PSObject.Properties.Name) {
        $cells = @($Row | ForEach-Object { ConvertTo-Cell $_.$name })
        $isText = $name -eq $Row[0].PSObject.Properties.Name[0]
        $width = ($cells + $name | Measure-Object -Property Length -Maximum).Maximum
        [pscustomobject]@{ Name = $name; IsText = $isText; Width = $width }
    }
    $pad = { param($Text, $Column) if ($Column.IsText) { $Text.PadRight($Column.Width) } else { $Text.PadLeft($Column.Width) } }

    '| ' + (@($columns | ForEach-Object { & $pad $_.Name $_ }) -join ' | ') + ' |'
    '|' + (@($columns | ForEach-Object { if ($_.IsText) { '-' * ($_.Width + 2) } else { '-' * ($_.Width + 1) + ':' } }) -join '|') + '|'
    foreach ($line in $Row) {
        '| ' + (@($columns | ForEach-Object { & $pad (ConvertTo-Cell $line.($_.Name)) $_ }) -join ' | ') + ' |'
    }
    ''
}

function Get-Percentile {
    [OutputType([double])]
    param([Parameter(Mandatory)] [double[]] $Value, [Parameter(Mandatory)] [double] $Percent)

    $sorted = [double[]]$Value.Clone()
    [array]::Sort($sorted)
    $sorted[[int][math]::Max(0, [math]::Ceiling($Percent / 100 * $sorted.Length) - 1)]
}

function Get-Median {
    [OutputType([double])]
    param([Parameter(Mandatory)] [double[]] $Value)

    Get-Percentile $Value 50
}

#endregion

#region Replies

function Use-Server {
    param([Parameter(Mandatory)] [scriptblock] $Script)

    $server = Start-LoopbackServer
    try { & $Script $server }
    finally { Stop-LoopbackServer $server }
}

# Every request below the address gets the reply; the path tells how many deltas are wanted.
function Add-StandingReply {
    [OutputType([string])]
    param([Parameter(Mandatory)] $Server, [Parameter(Mandatory)] [string] $Name, [Parameter(Mandatory)] [hashtable] $Reply)

    Add-Reply $Server -Option ($Reply + @{ always = $true; path = "/$Name/chat/completions" })
    "$($Server.Address)/$Name"
}

function Add-BulkReply {
    [OutputType([string])]
    param([Parameter(Mandatory)] $Server, [Parameter(Mandatory)] [int] $Count)

    Add-StandingReply $Server -Name "bulk-$Count" -Reply @{ bulk = @{ count = $Count } }
}

# OpenAI pads its frames with a field that is never the same, so that their length doesn't tell the text.
function Add-PaddedReply {
    [OutputType([string])]
    param([Parameter(Mandatory)] $Server, [Parameter(Mandatory)] [int] $Count)

    $frame = Get-Frame 'tok '
    $end = $frame.LastIndexOf('}')
    $frames = foreach ($number in 1..1000) {
        $padding = [convert]::ToString($number * 7919, 16).PadLeft(3 + $number % 7, '0')
        $frame.Substring(0, $end) + ",`"obfuscation`":`"$padding`"" + $frame.Substring($end)
    }
    $block = @{ write = -join $frames }
    $rest = @{ write = -join @($frames | Select-Object -First ($Count % 1000)) }
    $steps = @(@{ write = Get-Frame -Role }) + @($block) * [math]::Floor($Count / 1000) + $rest + @{ write = (Get-Frame -Finish 'stop') + (Get-Frame -Done) }
    Add-StandingReply $Server -Name "padded-$Count" -Reply @{ steps = $steps }
}

#endregion

#region Workers: candidates that measure themselves, in a process of their own, one round for each line they get

function Open-Worker {
    param([Parameter(Mandatory)] [string] $FilePath, [Parameter(Mandatory)] [string[]] $ArgumentList)

    $start = [System.Diagnostics.ProcessStartInfo]::new($FilePath)
    $ArgumentList | ForEach-Object { $start.ArgumentList.Add($_) }
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    [System.Diagnostics.Process]::Start($start)
}

function Invoke-Worker {
    param([Parameter(Mandatory)] $Worker)

    $Worker.StandardInput.WriteLine()
    $line = $Worker.StandardOutput.ReadLine()
    if (-not $line) { throw "$($Worker.StartInfo.FileName) ended early." }
    ConvertFrom-Json $line
}

function Close-Worker {
    param([Parameter(Mandatory)] $Worker)

    $Worker.StandardInput.Close()
    if (-not $Worker.WaitForExit(10000)) { $Worker.Kill() }
    $Worker.Dispose()
}

#endregion

#region Candidates

# Name, Run (gets the base address and the number of deltas), Deltas; IsWorker says that Run returns its own figures.
function Get-Candidate {
    @{
        Name = 'Invoke-ChatStream | ForEach-Object { }'
        Run  = { param($Uri) Invoke-ChatStream -BaseUri $Uri -Prompt 'Hello' | ForEach-Object { } }
    }
    @{
        Name     = 'Invoke-ChatStream, every frame padded'
        Run      = { param($Uri) Invoke-ChatStream -BaseUri $Uri -Prompt 'Hello' | ForEach-Object { } }
        IsPadded = $true
    }
    Get-PipelineLimitCandidate
    @{
        Name = 'Invoke-ChatCompletion'
        Run  = {
            param($Uri, $Count)
            $reply = Invoke-ChatCompletion -BaseUri $Uri -Prompt 'Hello'
            if ($reply.Text.Length -ne 4 * $Count) { throw "Invoke-ChatCompletion returned $($reply.Text.Length) characters." }
        }
    }
    Get-EngineCandidate $engineName
    Get-EngineCandidate 'Engine alone, every frame padded' -IsPadded
    Get-OpenAICandidate
    Get-HandwrittenCandidate
    Get-CurlCandidate
    Get-NodeCandidate
}

# What no cmdlet can beat: one that has its objects ready and does nothing but write them.
function Get-PipelineLimitCandidate {
    if (-not ('StreamPSBenchmark.WriteReadyObjectCommand' -as [type])) {
        $code = @'
using System.Management.Automation;

namespace StreamPSBenchmark
{
    public sealed class ReadyObject
    {
        public string Content { get; set; }
    }

    [Cmdlet(VerbsCommunications.Write, "ReadyObject")]
    public sealed class WriteReadyObjectCommand : PSCmdlet
    {
        [Parameter(Mandatory = true)]
        public int Count { get; set; }

        protected override void ProcessRecord()
        {
            ReadyObject[] ready = new ReadyObject[1024];
            for (int i = 0; i < ready.Length; i++)
                ready[i] = new ReadyObject { Content = "tok " };
            for (int i = 0; i < Count; i++)
                WriteObject(ready[i % ready.Length]);
        }
    }
}
'@
        Add-Type -TypeDefinition $code
    }
    Import-Module -Assembly ([StreamPSBenchmark.WriteReadyObjectCommand].Assembly)

    @{
        Name = "The pipeline's own limit"
        Run  = { param($Uri, $Count) Write-ReadyObject -Count $Count | ForEach-Object { } }
    }
}

function Get-EngineCandidate {
    param([Parameter(Mandatory)] [string] $Name, [switch] $IsPadded)

    @{
        Name     = $Name
        IsPadded = [bool]$IsPadded
        IsWorker = $true
        Setup    = { param($Uri, $Count) Open-Worker 'dotnet' $benchmarkAssembly, 'engine', '--uri', $Uri, '--count', $Count }
        Run      = { param($Uri, $Count, $Worker) Invoke-Worker $Worker }
        Cleanup  = { param($Worker) Close-Worker $Worker }
    }
}

function Import-OpenAI {
    if (-not ('OpenAI.OpenAIClientOptions' -as [type])) { Add-Type -Path (Join-Path $BuildOutput 'OpenAI.dll') }
}

function Get-OpenAIStream {
    param([Parameter(Mandatory)] [string] $Uri)

    $options = [OpenAI.OpenAIClientOptions]::new()
    $options.Endpoint = $Uri
    $client = [OpenAI.Chat.ChatClient]::new('test-model', [System.ClientModel.ApiKeyCredential]::new('none'), $options)
    $messages = [OpenAI.Chat.ChatMessage[]]@([OpenAI.Chat.UserChatMessage]::new('Hello'))
    # With the comma, because PowerShell would enumerate it.
    , $client.CompleteChatStreamingAsync($messages, $null, [System.Threading.CancellationToken]::None).GetAsyncEnumerator()
}

function Get-OpenAICandidate {
    Import-OpenAI
    @{
        Name   = 'OpenAI .NET SDK, a loop in PowerShell'
        Deltas = 50000
        Run    = {
            param($Uri, $Count)
            $updates = Get-OpenAIStream $Uri
            $received = 0
            try {
                while ($updates.MoveNextAsync().AsTask().GetAwaiter().GetResult()) {
                    $update = $updates.Current
                    $received++
                }
            }
            finally { $null = $updates.DisposeAsync().AsTask().GetAwaiter().GetResult() }
            if ($received -lt $Count -or $null -eq $update) { throw "The SDK read $received of $Count deltas." }
        }
    }
}

function Open-HandwrittenStream {
    param([Parameter(Mandatory)] [string] $Uri)

    $request = [System.Net.Http.HttpRequestMessage]::new('Post', "$Uri/chat/completions")
    $request.Content = [System.Net.Http.StringContent]::new('{"model":"test-model","messages":[{"role":"user","content":"Hello"}],"stream":true}')
    $response = $http.SendAsync($request, [System.Net.Http.HttpCompletionOption]::ResponseHeadersRead).GetAwaiter().GetResult()
    [System.IO.StreamReader]::new($response.Content.ReadAsStreamAsync().GetAwaiter().GetResult())
}

function Read-HandwrittenStream {
    param([Parameter(Mandatory)] [System.IO.StreamReader] $Reader)

    try {
        while ($null -ne ($line = $Reader.ReadLine())) {
            if (-not $line.StartsWith('data: ') -or $line -eq 'data: [DONE]') { continue }
            (ConvertFrom-Json $line.Substring(6)).choices[0].delta
        }
    }
    finally { $Reader.Dispose() }
}

function Get-HandwrittenCandidate {
    @{
        Name   = 'HttpClient, StreamReader and ConvertFrom-Json, a script'
        Deltas = 20000
        Run    = { param($Uri) Read-HandwrittenStream (Open-HandwrittenStream $Uri) | ForEach-Object { } }
    }
}

function Get-CurlCandidate {
    $curl = Get-Command curl -CommandType Application -ErrorAction Ignore | Select-Object -First 1
    if (-not $curl) { return @{ Name = 'curl'; Skipped = "curl isn't there" } }

    $nowhere = if ($IsWindows) { 'NUL' } else { '/dev/null' }
    @{
        Name     = 'curl into nothing (the floor)'
        IsWorker = $true
        Run      = {
            param($Uri)
            $seconds = & $curl --silent --show-error --fail --noproxy '*' --output $nowhere --write-out '%{time_total}' --data '{}' "$Uri/chat/completions"
            if ($LASTEXITCODE -ne 0) { throw "curl failed with exit code $LASTEXITCODE." }
            [pscustomobject]@{ milliseconds = 1000 * [double]::Parse($seconds, [cultureinfo]::InvariantCulture) }
        }.GetNewClosure()
    }
}

function Get-NodeCandidate {
    $name = "openai for Node"
    $node = Get-Command node -CommandType Application -ErrorAction Ignore | Select-Object -First 1
    if (-not $node) { return @{ Name = $name; Skipped = "Node isn't there" } }
    if (-not $NodeModules) { return @{ Name = $name; Skipped = "-NodeModules wasn't given" } }
    if (-not (Test-Path (Join-Path $NodeModules 'openai'))) { return @{ Name = $name; Skipped = "$NodeModules has no package openai" } }

    @{
        Name     = $name
        Deltas   = 50000
        IsWorker = $true
        Setup    = { param($Uri, $Count) Open-Worker 'node' (Join-Path $PSScriptRoot 'node-openai.mjs'), $NodeModules, $Uri, $Count }
        Run      = { param($Uri, $Count, $Worker) Invoke-Worker $Worker }
        Cleanup  = { param($Worker) Close-Worker $Worker }
    }
}

function Get-AdditionalCandidate {
    foreach ($script in $AdditionalScript) { & $script }
}

#endregion

#region Throughput

function Initialize-Candidate {
    param([Parameter(Mandatory)] $Server, [Parameter(Mandatory)] [hashtable] $Candidate)

    $count = if ($Candidate['Deltas']) { [math]::Min($Candidate.Deltas, $DeltaCount) } else { $DeltaCount }
    $Candidate.Deltas = $count
    if (-not $Candidate['Streams']) { $Candidate.Streams = 1 }
    $Candidate.Total = $count * $Candidate.Streams
    $Candidate.Uri = if ($Candidate['IsPadded']) { Add-PaddedReply $Server $count } else { Add-BulkReply $Server $count }
    $Candidate.State = if ($Candidate['Setup']) { & $Candidate.Setup $Candidate.Uri $count }
    $Candidate.Results = [System.Collections.Generic.List[object]]::new()
    $Candidate
}

function Measure-Candidate {
    param([Parameter(Mandatory)] [hashtable] $Candidate)

    if ($Candidate['IsWorker']) { return & $Candidate.Run $Candidate.Uri $Candidate.Deltas $Candidate.State }

    [System.GC]::Collect()
    $allocated = [System.GC]::GetTotalAllocatedBytes($true)
    $watch = [System.Diagnostics.Stopwatch]::StartNew()
    $null = & $Candidate.Run $Candidate.Uri $Candidate.Deltas $Candidate.State
    $milliseconds = $watch.Elapsed.TotalMilliseconds
    [pscustomobject]@{
        milliseconds   = $milliseconds
        allocatedBytes = [System.GC]::GetTotalAllocatedBytes($true) - $allocated
    }
}

function ConvertTo-ThroughputRow {
    param([Parameter(Mandatory)] [hashtable] $Candidate, [Parameter(Mandatory)] [double] $Reference)

    $times = [double[]]@($Candidate.Results | ForEach-Object { 1e6 * $_.milliseconds / $Candidate.Total })
    $bytes = [double[]]@($Candidate.Results | Where-Object { $_.PSObject.Properties['allocatedBytes'] } | ForEach-Object { $_.allocatedBytes / $Candidate.Total })
    $median = Get-Median $times
    [pscustomobject][ordered]@{
        candidate    = $Candidate.Name
        deltas       = Format-Number $Candidate.Total
        'ns, min'    = Format-Number (Get-Percentile $times 0)
        'ns, median' = Format-Number $median
        'ns, max'    = Format-Number (Get-Percentile $times 100)
        'deltas/s'   = Format-Number (1e9 / $median)
        'B a delta'  = if ($bytes) { Format-Number (Get-Median $bytes) } else { '' }
        ratio        = Format-Number ($median / $Reference) 'N2'
    }
}

# Runs the candidates in turns and prints their table. The ratio is to the first one.
function Invoke-Race {
    param([Parameter(Mandatory)] [string] $Activity, [Parameter(Mandatory)] [object[]] $Candidate, [int] $WarmupRounds = 2)

    $skipped = @($Candidate | Where-Object { $_['Skipped'] })
    $candidates = @($Candidate | Where-Object { -not $_['Skipped'] })

    Use-Server {
        param($Server)

        try {
            $candidates | ForEach-Object { $null = Initialize-Candidate $Server $_ }
            foreach ($round in 1..($WarmupRounds + $Rounds)) {
                Write-Progress -Activity $Activity -Status "Round $round" -PercentComplete (100 * $round / ($WarmupRounds + $Rounds))
                foreach ($candidate in $candidates) {
                    $result = Measure-Candidate $candidate
                    if ($round -gt $WarmupRounds) { $candidate.Results.Add($result) }
                }
            }
        }
        finally {
            $candidates | Where-Object { $_['Cleanup'] -and $_['State'] } | ForEach-Object { & $_.Cleanup $_.State }
        }
    }

    $reference = Get-Median ([double[]]@($candidates[0].Results | ForEach-Object { 1e6 * $_.milliseconds / $candidates[0].Total }))
    Format-MarkdownTable @($candidates | ForEach-Object { ConvertTo-ThroughputRow $_ $reference })
    $skipped | ForEach-Object { "Skipped: $($_.Name) ($($_.Skipped))." }
}

function Invoke-Throughput {
    '## Throughput', '', "Time for a delta, $Rounds rounds. Ratio: the median, to Invoke-ChatStream's.", ''
    $candidates = @(Get-Candidate) + @(Get-AdditionalCandidate)
    Invoke-Race 'Throughput' $candidates
    $engine = $candidates | Where-Object { $_.Name -eq $engineName }
    "A delta's object and its string: $($engine.Results[0].deltaBytes) bytes."
    ''
}

#endregion

#region Shaping

function Get-ShapingCandidate {
    @{
        Name = 'Invoke-ChatStream | ForEach-Object { }'
        Run  = { param($Uri) Invoke-ChatStream -BaseUri $Uri -Prompt 'Hello' | ForEach-Object { } }
    }
    @{
        Name = '-FlushCount 10'
        Run  = { param($Uri) Invoke-ChatStream -BaseUri $Uri -Prompt 'Hello' -FlushCount 10 | ForEach-Object { } }
    }
    @{
        Name = '-FlushInterval 50'
        Run  = { param($Uri) Invoke-ChatStream -BaseUri $Uri -Prompt 'Hello' -FlushInterval 50 | ForEach-Object { } }
    }
    @{
        Name = '-ReadAhead 256'
        Run  = { param($Uri) Invoke-ChatStream -BaseUri $Uri -Prompt 'Hello' -ReadAhead 256 | ForEach-Object { } }
    }
    @{
        Name = '-MaxCharacters, not reached'
        Run  = { param($Uri) Invoke-ChatStream -BaseUri $Uri -Prompt 'Hello' -MaxCharacters 100000000 | ForEach-Object { } }
    }
    @{
        Name = '-StopPattern, not found'
        Run  = { param($Uri) Invoke-ChatStream -BaseUri $Uri -Prompt 'Hello' -StopPattern 'never' | ForEach-Object { } }
    }
    @{
        Name = '-StopWhen { $false }'
        Run  = { param($Uri) Invoke-ChatStream -BaseUri $Uri -Prompt 'Hello' -StopWhen { $false } | ForEach-Object { } }
    }
    @{
        Name = '| Split-ChatStream Sentence | ForEach-Object { }'
        Run  = { param($Uri) Invoke-ChatStream -BaseUri $Uri -Prompt 'Hello' | Split-ChatStream Sentence | ForEach-Object { } }
    }
    @{
        Name = '| Split-ChatStream Paragraph | ForEach-Object { }'
        Run  = { param($Uri) Invoke-ChatStream -BaseUri $Uri -Prompt 'Hello' | Split-ChatStream Paragraph | ForEach-Object { } }
    }
    @{
        Name = '-Session'
        Run  = { param($Uri) Invoke-ChatStream -BaseUri $Uri -Prompt 'Hello' -Session (New-ChatSession) | ForEach-Object { } }
    }
}

function Invoke-Shaping {
    '## Shaping', '', "Time for a delta of the service, $Rounds rounds. Ratio: the median, to Invoke-ChatStream's.", ''
    Invoke-Race 'Shaping' @(Get-ShapingCandidate)
}

#endregion

#region Many prompts

function Get-ManyPromptsCandidate {
    $many = @{ Deltas = $shortReply; Streams = $manyPrompts }
    @{
        Name     = "Engine alone (C#), $atOnce streams at once"
        IsWorker = $true
        Setup    = { param($Uri, $Count) Open-Worker 'dotnet' $benchmarkAssembly, 'engine', '--uri', $Uri, '--count', $Count, '--streams', $manyPrompts, '--at-once', $atOnce }
        Run      = { param($Uri, $Count, $Worker) Invoke-Worker $Worker }
        Cleanup  = { param($Worker) Close-Worker $Worker }
    } + $many
    @{
        Name = "Invoke-ChatStream -ThrottleLimit $atOnce > `$null"
        Run  = { param($Uri) 1..$manyPrompts | Invoke-ChatStream -BaseUri $Uri -ThrottleLimit $atOnce > $null }
    } + $many
    @{
        Name = "Invoke-ChatStream -ThrottleLimit $atOnce | ForEach-Object { }"
        Run  = { param($Uri) 1..$manyPrompts | Invoke-ChatStream -BaseUri $Uri -ThrottleLimit $atOnce | ForEach-Object { } }
    } + $many
    @{
        Name = "Invoke-ChatStream -ThrottleLimit $atOnce -Ordered | ForEach-Object { }"
        Run  = { param($Uri) 1..$manyPrompts | Invoke-ChatStream -BaseUri $Uri -ThrottleLimit $atOnce -Ordered | ForEach-Object { } }
    } + $many
    @{
        Name = "Invoke-ChatCompletion -ThrottleLimit $atOnce"
        Run  = { param($Uri) 1..$manyPrompts | Invoke-ChatCompletion -BaseUri $Uri -ThrottleLimit $atOnce }
    } + $many
    @{
        Name = 'Invoke-ChatStream, one after the other | ForEach-Object { }'
        Run  = { param($Uri) 1..$manyPrompts | Invoke-ChatStream -BaseUri $Uri | ForEach-Object { } }
    } + $many
    Get-PipelineLimitCandidate | ForEach-Object { $_ + @{ Deltas = $manyPrompts * $shortReply } }
}

function Invoke-ManyPrompts {
    '## Many prompts', '', "Time for a delta, $manyPrompts prompts with replies of $shortReply deltas, $Rounds rounds. Ratio: the median, to the engine's.", ''
    # A round is short, and what is measured is how it goes on: .NET compiles what runs often anew.
    Invoke-Race 'Many prompts' @(Get-ManyPromptsCandidate) -WarmupRounds 15
}

#endregion

#region Import

function Measure-Start {
    [OutputType([double])]
    param([Parameter(Mandatory)] [string] $Command)

    $watch = [System.Diagnostics.Stopwatch]::StartNew()
    $null = & $shell -NoProfile -NonInteractive -Command $Command
    if ($LASTEXITCODE -ne 0) { throw "'$Command' failed." }
    $watch.Elapsed.TotalMilliseconds
}

function Invoke-Import {
    '## Import', '', "A process that starts, imports and ends, $importRuns times in turns. Differences: to the process that imports nothing.", ''
    # Whatever is imported first pays for Import-Module itself.
    $emptyModule = Join-Path ([System.IO.Path]::GetTempPath()) 'StreamPSBenchmarkEmpty.psm1'
    Set-Content $emptyModule ''
    $commands = [ordered]@{
        'nothing'         = '$null'
        'an empty module' = "Import-Module '$emptyModule'"
        'StreamPS'        = "Import-Module '$modulePath'"
    }
    $times = @{}
    $commands.Keys | ForEach-Object { $times[$_] = [System.Collections.Generic.List[double]]::new() }
    try {
        foreach ($run in 0..$importRuns) {
            foreach ($name in $commands.Keys) {
                $time = Measure-Start $commands[$name]
                if ($run -gt 0) { $times[$name].Add($time) }
            }
        }
    }
    finally { Remove-Item $emptyModule }

    Format-MarkdownTable @($commands.Keys | ForEach-Object {
            [pscustomobject][ordered]@{
                imported              = $_
                'min, ms'             = Format-Number (Get-Percentile $times[$_] 0)
                'median, ms'          = Format-Number (Get-Median $times[$_])
                'max, ms'             = Format-Number (Get-Percentile $times[$_] 100)
                'difference of minima, ms'  = Format-Number ((Get-Percentile $times[$_] 0) - (Get-Percentile $times['nothing'] 0))
                'difference of medians, ms' = Format-Number ((Get-Median $times[$_]) - (Get-Median $times['nothing']))
            }
        })
}

#endregion

#region Memory

function Invoke-Memory {
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

#endregion

#region Latency

function ConvertTo-LatencyRow {
    param([Parameter(Mandatory)] [string] $Name, [Parameter(Mandatory)] [System.Collections.Generic.List[long]] $Ticks)

    $milliseconds = [double[]]@($Ticks | ForEach-Object { 1000.0 * $_ / [System.Diagnostics.Stopwatch]::Frequency })
    [pscustomobject][ordered]@{
        candidate = $Name
        deltas    = Format-Number $milliseconds.Length
        'p50, ms' = Format-Number (Get-Percentile $milliseconds 50) 'N2'
        'p95, ms' = Format-Number (Get-Percentile $milliseconds 95) 'N2'
        'p99, ms' = Format-Number (Get-Percentile $milliseconds 99) 'N2'
        'max, ms' = Format-Number (Get-Percentile $milliseconds 100) 'N2'
    }
}

function Invoke-Latency {
    '## Latency', '', "From the server's write to the first line of the script block, a delta every $paceMs ms.", ''
    Import-OpenAI
    $streamPS = {
        param($Uri, $Ticks)
        Invoke-ChatStream -BaseUri $Uri -Prompt 'Hello' | ForEach-Object {
            $now = [System.Diagnostics.Stopwatch]::GetTimestamp()
            if ($_.Content) { $Ticks.Add($now - [long]$_.Content) }
        }
    }
    $sdk = {
        param($Uri, $Ticks)
        $updates = Get-OpenAIStream $Uri
        try {
            while ($updates.MoveNextAsync().AsTask().GetAwaiter().GetResult()) {
                $now = [System.Diagnostics.Stopwatch]::GetTimestamp()
                $content = $updates.Current.ContentUpdate
                if ($content.Count -and $content[0].Text) { $Ticks.Add($now - [long]$content[0].Text) }
            }
        }
        finally { $null = $updates.DisposeAsync().AsTask().GetAwaiter().GetResult() }
    }
    $handwritten = {
        param($Uri, $Ticks)
        Read-HandwrittenStream (Open-HandwrittenStream $Uri) | ForEach-Object {
            $now = [System.Diagnostics.Stopwatch]::GetTimestamp()
            if ($_.PSObject.Properties['content'] -and $_.content) { $Ticks.Add($now - [long]$_.content) }
        }
    }

    $candidates = [ordered]@{
        'Invoke-ChatStream | ForEach-Object'                      = $streamPS
        'OpenAI .NET SDK, a loop in PowerShell'                   = $sdk
        'HttpClient, StreamReader and ConvertFrom-Json, a script' = $handwritten
    }
    $rows = Use-Server {
        param($Server)

        $warmup = Add-StandingReply $Server -Name 'warmup' -Reply @{ paced = @{ count = 300; intervalMs = 1 } }
        $uri = Add-StandingReply $Server -Name 'paced' -Reply @{ paced = @{ count = $latencyDeltas; intervalMs = $paceMs } }
        $ticks = @{}
        foreach ($name in $candidates.Keys) {
            & $candidates[$name] $warmup ([System.Collections.Generic.List[long]]::new())
            $ticks[$name] = [System.Collections.Generic.List[long]]::new()
        }
        foreach ($round in 1..$latencyRounds) {
            foreach ($name in $candidates.Keys) { & $candidates[$name] $uri $ticks[$name] }
        }
        $candidates.Keys | ForEach-Object { ConvertTo-LatencyRow $_ $ticks[$_] }
    }
    Format-MarkdownTable @($rows)
}

#endregion

#region Stop

# The command notes the time when it has what it wants; what it then takes to tell the server is measured.
function Measure-Stop {
    [OutputType([double])]
    param([Parameter(Mandatory)] $Server, [Parameter(Mandatory)] [scriptblock] $Command)

    Clear-LoopbackServer $Server
    $uri = Add-StandingReply $Server -Name 'paced' -Reply @{ paced = @{ count = 100000; intervalMs = $paceMs } }
    $stopped = @(& $Command $uri)[-1]
    (Wait-RequestEnd $Server).endedAt - ($stopped - [datetime]::UnixEpoch).TotalMilliseconds
}

function Invoke-Stop {
    '## Stop', '', "From the third delta to the close that the server sees, while it goes on sending.", ''
    Import-OpenAI
    $streamPS = {
        param($Uri)
        Invoke-ChatStream -BaseUri $Uri -Prompt 'Hello' | Select-Object -First 3 | ForEach-Object { [datetime]::UtcNow }
    }
    $sdk = {
        param($Uri)
        $updates = Get-OpenAIStream $Uri
        try { foreach ($number in 1..3) { $null = $updates.MoveNextAsync().AsTask().GetAwaiter().GetResult() } }
        finally {
            [datetime]::UtcNow
            $null = $updates.DisposeAsync().AsTask().GetAwaiter().GetResult()
        }
    }
    $handwritten = {
        param($Uri)
        Read-HandwrittenStream (Open-HandwrittenStream $Uri) | Select-Object -First 3 | ForEach-Object { [datetime]::UtcNow }
    }

    $candidates = [ordered]@{
        'Invoke-ChatStream | Select-Object -First 3'              = $streamPS
        'OpenAI .NET SDK, disposed after three'                   = $sdk
        'HttpClient, StreamReader and ConvertFrom-Json, a script' = $handwritten
    }
    $rows = Use-Server {
        param($Server)

        foreach ($name in $candidates.Keys) {
            $null = Measure-Stop $Server $candidates[$name]
            $times = [double[]]@(foreach ($run in 1..$stopRuns) { Measure-Stop $Server $candidates[$name] })
            [pscustomobject][ordered]@{
                candidate    = $name
                'min, ms'    = Format-Number (Get-Percentile $times 0) 'N1'
                'median, ms' = Format-Number (Get-Median $times) 'N1'
                'max, ms'    = Format-Number (Get-Percentile $times 100) 'N1'
            }
        }
    }
    Format-MarkdownTable @($rows)
}

#endregion

$http = [System.Net.Http.HttpClient]::new()
try {
    Import-Module $modulePath
    "PowerShell $($PSVersionTable.PSVersion), $([System.Runtime.InteropServices.RuntimeInformation]::FrameworkDescription), $([System.Environment]::ProcessorCount) cores, the server on the same machine.", ''
    foreach ($name in $Section) { & "Invoke-$name" }
}
finally {
    $http.Dispose()
}
