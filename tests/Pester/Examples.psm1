# Reads the examples of the pages, and runs them in a PowerShell of their own, where every service's address leads to a loopback server.
Set-StrictMode -Version Latest

Import-Module (Join-Path $PSScriptRoot 'LoopbackServer.psm1')

$key = 'sk-example'
$keyVariables = 'ANTHROPIC_API_KEY', 'GEMINI_API_KEY', 'MOONSHOT_API_KEY', 'OPENAI_API_KEY'

# What differs from run to run and from machine to machine, and what stands for it on both sides of a comparison.
$varying = [ordered]@{
    '\d+(\.\d+)? tokens/s'        = '0 tokens/s'
    '\b\d+\.\d+(?= s\b)'          = '0.00'
    '\d{4}-\d\d-\d\d \d\d:\d\d'   = '2026-01-01 12:00'
    '\b\d+\.\d{3}\b'              = '0.000'
    '\b\d+(?= ms\b)'              = '0'
}

# Commands whose examples can't be run here, and why.
$obstacles = @{
    'Enter-ChatSession' = 'it needs somebody who types; its own tests do, in a terminal'
}

<#
.SYNOPSIS
The examples of a page: their titles, their code, the output that the page shows, which is empty where it shows none, and why one can't be
run, if it can't.
#>
function Get-Example {
    [CmdletBinding()]
    param([Parameter(Mandatory, Position = 0)] [string] $Path)

    $page = [System.IO.File]::ReadAllText($Path).Replace("`r`n", "`n")
    $section = [regex]::Match($page, '(?ms)^## (?:Examples|Recipes)\n(.*?)(?=^## Related links|\z)').Groups[1].Value
    $number = 0
    foreach ($part in [regex]::Split($section, '(?m)^### ') | Where-Object { $_.Trim() }) {
        $code = [regex]::Match($part, '(?ms)^```powershell\n(.*?)^```').Groups[1].Value
        [pscustomobject]@{
            Page     = [System.IO.Path]::GetFileNameWithoutExtension($Path)
            Number   = $number++
            Title    = ($part -split "`n")[0]
            Code     = $code
            Shown    = [regex]::Match($part, '(?ms)^```text\n(.*?)^```').Groups[1].Value
            Obstacle = $obstacles.Keys | Where-Object { $code -match "\b$_\b" } | ForEach-Object { $obstacles[$_] } | Select-Object -First 1
        }
    }
}

<#
.SYNOPSIS
Runs the examples of a page, and returns for each what it printed and which errors it had.
.PARAMETER Folder
An empty folder, for the files that the examples name and those that they write.
#>
function Invoke-Example {
    [CmdletBinding()]
    param([Parameter(Mandatory, Position = 0)] $Server, [Parameter(Mandatory)] [object[]] $Example, [Parameter(Mandatory)] [string] $Folder)

    Add-ExampleReply $Server
    Write-ExampleFile $Folder
    $texts = Join-Path $Folder 'examples.json'
    [System.IO.File]::WriteAllText($texts, (ConvertTo-Json -InputObject @($Example | ForEach-Object { if ($_.Obstacle) { '' } else { $_.Code } })))

    # The pages show a home as it is on Linux.
    $screen = [regex]::Replace((Invoke-Shell $Server $texts $Folder).Replace($Folder, '/home/me'), '/home/me\S*', { $args[0].Value.Replace('\', '/') })
    $parts = [regex]::Split($screen, '(?m)^@@example \d+\r?\n')
    foreach ($each in $Example) {
        $lines = if ($parts.Count -gt $each.Number + 1) { $parts[$each.Number + 1] -split '\r?\n' } else { '@@error the shell ended before' }
        [pscustomobject]@{
            Printed = ConvertTo-ComparableText (@($lines -notmatch '^@@error ') -join "`n")
            Errors  = @($lines -match '^@@error ' -replace '^@@error ')
        }
    }
}

<#
.SYNOPSIS
Output without what differs between runs, and without the lines around it and the blanks behind it, which nobody sees.
#>
function ConvertTo-ComparableText {
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Position = 0)] [string] $Text)

    foreach ($pattern in $varying.Keys) { $Text = [regex]::Replace($Text, $pattern, $varying[$pattern]) }
    [regex]::Replace($Text, '(?m)[ \t\r]+$', '').Trim("`n")
}

# With the environment of a user who has keys: the profiles, the home and the current folder are the test's.
function Invoke-Shell {
    param($Server, [string] $Texts, [string] $Folder)

    $start = New-Object System.Diagnostics.ProcessStartInfo -ArgumentList (Get-Process -Id $PID).Path
    $script = Join-Path $PSScriptRoot 'Invoke-Example.ps1'
    $module = (Resolve-Path (Join-Path $PSScriptRoot '../../out/StreamPS')).Path
    $start.Arguments = "-NoProfile -NonInteractive -File `"$script`" -Module `"$module`" -Example `"$Texts`""
    $start.WorkingDirectory = $Folder
    $start.UseShellExecute = $false
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardInput = $true
    $start.StandardOutputEncoding = [System.Text.Encoding]::UTF8
    foreach ($name in @($start.Environment.Keys) -match '_API_KEY$|^STREAMPS_|_proxy$') { [void]$start.Environment.Remove($name) }
    foreach ($name in $keyVariables) { $start.Environment[$name] = $key }
    foreach ($name in 'HOME', 'USERPROFILE') { $start.Environment[$name] = $Folder }
    foreach ($name in 'XDG_CONFIG_HOME', 'APPDATA') { $start.Environment[$name] = Join-Path $Folder '.config' }
    $start.Environment['NO_COLOR'] = '1'
    foreach ($name in 'http_proxy', 'https_proxy') { $start.Environment[$name] = $Server.GatewayAddress }
    $start.Environment['no_proxy'] = '127.0.0.1'

    $process = [System.Diagnostics.Process]::Start($start)
    $process.StandardInput.Close()
    $process.StandardOutput.ReadToEnd()
    $process.WaitForExit()
    $process.Dispose()
}

# What the services say to any request that the examples send.
function Add-ExampleReply {
    param($Server)

    Clear-LoopbackServer $Server
    $text = 'A stream of events that a server sends over one response.'
    $frames = @(Get-Frame -Role) + @([regex]::Matches($text, '\S+\s?').Value | ForEach-Object { Get-Frame $_ }) + @(Get-Frame -Finish 'stop') + @(Get-Frame -Usage 12, 11) + @(Get-Frame -Done)
    $frames = $frames -replace 'test-model', 'kimi-k2-turbo-preview'
    Add-Reply $Server -Always -Path '/v1/chat/completions' -Step $frames
    Add-Reply $Server -Always -Path '/v1beta/models/gemini-2.5-flash:streamGenerateContent' -Step (
        'data: {"candidates":[{"index":0,"content":{"role":"model","parts":[{"text":"A cat on "}]}}],"modelVersion":"gemini-2.5-flash"}' + "`n`n"), (
        'data: {"candidates":[{"index":0,"content":{"role":"model","parts":[{"text":"a windowsill."}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":263,"candidatesTokenCount":6,"totalTokenCount":269},"modelVersion":"gemini-2.5-flash"}' + "`n`n")
    Add-Reply $Server -Always -Path '/v1/tokenizers/estimate-token-count' -Body '{"data":{"total_tokens":21}}'
    Add-Reply $Server -Always -Path '/v1/messages/count_tokens' -Body '{"input_tokens":24}'
    Add-Reply $Server -Always -Path '/v1/models' -Body '{"data":[{"id":"kimi-k2-turbo-preview","owned_by":"moonshot","context_length":262144},{"id":"kimi-latest","owned_by":"moonshot","context_length":131072},{"id":"moonshot-v1-8k","owned_by":"moonshot","context_length":8192}]}'
}

# The files that the examples name.
function Write-ExampleFile {
    param([string] $Folder)

    $image = [Convert]::FromBase64String('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==')
    foreach ($name in 'photo.jpg', 'one.png', 'two.png') { [System.IO.File]::WriteAllBytes((Join-Path $Folder $name), $image) }
    foreach ($name in 'src', 'docs', 'chats') { [void](New-Item (Join-Path $Folder $name) -ItemType Directory) }
    Set-Content (Join-Path $Folder 'src/Get-Answer.ps1') '42'
    Set-Content (Join-Path $Folder 'docs/one.md') '# One'
    Set-Content (Join-Path $Folder 'docs/two.md') '# Two, which is longer'
    Set-Content (Join-Path $Folder 'notes.txt') 'Buy milk.'
    foreach ($name in 'chat.jsonl', 'chats/monday.jsonl', 'chats/tuesday.jsonl') {
        Set-Content (Join-Path $Folder $name) @'
{"type":"session","version":1,"id":"5f0c1f8d7d3b4f6c8d6f2a1b0c9d8e7f","startedAt":"2026-01-05T09:30:00+00:00","provider":"Demo","model":"demo"}
{"type":"turn","startedAt":"2026-01-05T09:30:05+00:00","status":"Complete","model":"demo","messages":[{"role":"User","content":"My name is Kim."}],"reply":{"role":"Assistant","content":"Hello, Kim."}}
'@
    }
}

Export-ModuleMember -Function Get-Example, Invoke-Example, ConvertTo-ComparableText
