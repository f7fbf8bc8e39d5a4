$coldRuns = 11
$coldDeltas = 500

# What a new process runs. Each prints the time of the first delta and of the last, as ticks of UTC.
function Get-ColdCandidate {
    [OutputType([System.Collections.Specialized.OrderedDictionary])]
    param([Parameter(Mandatory)] [string] $Uri)

    $open = "`$request = [System.Net.Http.HttpRequestMessage]::new('Post', '$Uri/chat/completions'); `$request.Content = [System.Net.Http.StringContent]::new('{}');" +
        " `$response = [System.Net.Http.HttpClient]::new().SendAsync(`$request, 'ResponseHeadersRead').GetAwaiter().GetResult();" +
        " `$reader = [System.IO.StreamReader]::new(`$response.Content.ReadAsStreamAsync().GetAwaiter().GetResult());"
    $note = "if (-not `$first) { `$first = [datetime]::UtcNow.Ticks }"
    $report = "`"`$first `$([datetime]::UtcNow.Ticks)`""
    [ordered]@{
        'PowerShell and HttpClient: lines, no JSON' = "$open while (`$null -ne (`$line = `$reader.ReadLine())) { if (`$line.StartsWith('data: ')) { $note } }; $report"
        'Invoke-ChatStream | ForEach-Object { }'    = "Import-Module '$modulePath'; Invoke-ChatStream -BaseUri '$Uri' -Prompt 'Hello' | ForEach-Object { $note }; $report"
        'HttpClient, StreamReader and ConvertFrom-Json, a script' = "$open while (`$null -ne (`$line = `$reader.ReadLine())) { if (`$line.StartsWith('data: {')) { `$delta = (ConvertFrom-Json `$line.Substring(6)).choices[0].delta; $note } }; $report"
        'OpenAI .NET SDK, a loop in PowerShell'     = "Add-Type -Path '$(Join-Path $BuildOutput 'OpenAI.dll')'; `$options = [OpenAI.OpenAIClientOptions]::new(); `$options.Endpoint = '$Uri';" +
            " `$client = [OpenAI.Chat.ChatClient]::new('test-model', [System.ClientModel.ApiKeyCredential]::new('none'), `$options);" +
            " `$updates = `$client.CompleteChatStreaming([OpenAI.Chat.ChatMessage[]]@([OpenAI.Chat.UserChatMessage]::new('Hello'))); foreach (`$update in `$updates) { $note }; $report"
    }
}

function Measure-Cold {
    [OutputType([double[]])]
    param([Parameter(Mandatory)] [string] $Command)

    $start = [datetime]::UtcNow.Ticks
    $times = & $shell -NoProfile -NonInteractive -Command $Command
    if ($LASTEXITCODE -ne 0 -or $times -notmatch '^\d+ \d+$') { throw "'$Command' printed '$times'." }
    -split $times | ForEach-Object { ([long]$_ - $start) / [timespan]::TicksPerMillisecond }
}

function Invoke-ColdSection {
    '## Cold', '', "A new process that starts and streams $coldDeltas deltas, $coldRuns times in turns, in milliseconds. Ratio: of the minima, to the bare request.", ''
    $times = @{}
    $names = Use-Server {
        param($Server)

        $commands = Get-ColdCandidate (Add-BulkReply $Server $coldDeltas)
        $commands.Keys | ForEach-Object { $times[$_] = [System.Collections.Generic.List[double[]]]::new() }
        foreach ($run in 0..$coldRuns) {
            Write-Progress -Activity 'Cold' -Status "Run $run" -PercentComplete (100 * $run / $coldRuns)
            foreach ($name in $commands.Keys) {
                $time = Measure-Cold $commands[$name]
                if ($run -gt 0) { $times[$name].Add($time) }
            }
        }
        $commands.Keys
    }

    $least = $null
    Format-MarkdownTable @(foreach ($name in $names) {
            $first = [double[]]@($times[$name] | ForEach-Object { $_[0] })
            $last = [double[]]@($times[$name] | ForEach-Object { $_[1] })
            $least = $least ?? (Get-Percentile $first 0)
            [pscustomobject][ordered]@{
                candidate             = $name
                'first delta, min'    = Format-Number (Get-Percentile $first 0)
                'first delta, median' = Format-Number (Get-Median $first)
                'last delta, min'     = Format-Number (Get-Percentile $last 0)
                'last delta, median'  = Format-Number (Get-Median $last)
                ratio                 = Format-Number ((Get-Percentile $first 0) / $least) 'N2'
            }
        })
}
