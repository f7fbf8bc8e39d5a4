[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSReviewUnusedParameter', '', Justification = 'The script blocks use them, and a candidate may ignore what it gets.')]
param()

# A candidate has a Name, and Run, which gets the base address and the number of deltas; Deltas limits them. IsWorker says that Run returns
# its own figures; Setup and Cleanup are for its process.

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
    param([Parameter(Mandatory)] [string] $Name, [switch] $IsPadded, [int] $Streams = 1, [int] $AtOnce = 1)

    @{
        Name     = $Name
        IsPadded = [bool]$IsPadded
        IsWorker = $true
        AtOnce   = $AtOnce
        Streams  = $Streams
        Setup    = { param($Uri, $Count, $Self) Open-Worker 'dotnet' $benchmarkAssembly, 'engine', '--uri', $Uri, '--count', $Count, '--streams', $Self.Streams, '--at-once', $Self.AtOnce }
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
    @{
        Name   = 'OpenAI .NET SDK, its text | ForEach-Object { }'
        Deltas = 50000
        Run    = {
            param($Uri)
            $updates = Get-OpenAIStream $Uri
            try {
                & {
                    while ($updates.MoveNextAsync().AsTask().GetAwaiter().GetResult()) {
                        foreach ($part in $updates.Current.ContentUpdate) { $part.Text }
                    }
                } | ForEach-Object { }
            }
            finally { $null = $updates.DisposeAsync().AsTask().GetAwaiter().GetResult() }
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

# As a module of script functions does it: each frame goes through a few commands, each of which is started for it.
function ConvertFrom-EventLine {
    param([Parameter(Mandatory)] [AllowEmptyString()] [string] $Line)

    if ($Line -eq '' -or $Line -eq 'data: [DONE]') { return }
    $chunk = ConvertFrom-Json $Line.Substring('data: '.Length)
    $content = $chunk.choices[0].delta.PSObject.Properties['content']
    Write-Information "$content" -InformationAction SilentlyContinue
    Write-Output ([pscustomobject]@{ Content = if ($content) { $content.Value }; Chunk = $chunk })
}

function Get-ScriptModuleCandidate {
    @{
        Name   = 'A module of script functions: four commands for each frame'
        Deltas = 5000
        Run    = {
            param($Uri)
            $reader = Open-HandwrittenStream $Uri
            try { & { while ($null -ne ($line = $reader.ReadLine())) { ConvertFrom-EventLine $line } } | ForEach-Object { } }
            finally { $reader.Dispose() }
        }
    }
}

function Get-RestMethodCandidate {
    @{
        Name = 'Invoke-RestMethod: all of it, at the end, as one text'
        Run  = { param($Uri) Invoke-RestMethod "$Uri/chat/completions" -Method Post -ContentType 'application/json' -Body '{}' }
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
        Setup    = { param($Uri, $Count) Open-Worker 'node' (Join-Path (Split-Path $PSScriptRoot) 'Workers/node-openai.mjs'), $NodeModules, $Uri, $Count }
        Run      = { param($Uri, $Count, $Worker) Invoke-Worker $Worker }
        Cleanup  = { param($Worker) Close-Worker $Worker }
    }
}
