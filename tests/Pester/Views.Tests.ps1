BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot '../../out/StreamPS') -Force

    # What the cmdlets write, and what hangs on it: the types of StreamPS behind properties, lists and nullable values.
    function Find-Type {
        param([type] $Type, [System.Collections.Generic.HashSet[type]] $Found)

        foreach ($part in @($Type.GetGenericArguments()) + $Type.GetElementType()) { if ($part) { Find-Type $part $Found } }
        # An enumeration is shown as its name, an exception by PowerShell's own view.
        if ($Type.Namespace -notlike 'StreamPS*' -or $Type.IsEnum -or [Exception].IsAssignableFrom($Type) -or -not $Type.IsPublic) { return }
        if (-not $Found.Add($Type)) { return }

        foreach ($property in $Type.GetProperties([System.Reflection.BindingFlags]'Public, Instance')) { Find-Type $property.PropertyType $Found }
    }

    $found = New-Object 'System.Collections.Generic.HashSet[type]'
    foreach ($output in (Get-Command -Module StreamPS -CommandType Cmdlet).OutputType.Type) { if ($output) { Find-Type $output $found } }
    $script:types = $found | ForEach-Object { @{ Type = $_.FullName } }
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../out/StreamPS') -Force
    Import-Module (Join-Path $PSScriptRoot 'LoopbackServer.psm1') -Force
    $script:server = Start-LoopbackServer
    $script:views = [System.IO.File]::ReadAllText((Join-Path $PSScriptRoot '../../out/StreamPS/StreamPS.Format.ps1xml'))

    # From the right to the left, wide, combined of several, and outside the Basic Multilingual Plane.
    $script:words = -join (0x5E9, 0x5DC, 0x5D5, 0x5DD, 0x20, 0x4F60, 0x597D, 0x20, 0x65, 0x301, 0x20, 0x1F469, 0x200D, 0x1F52C | ForEach-Object { [char]::ConvertFromUtf32($_) })
    $script:escape = [char]27

    function Get-View { param([Parameter(ValueFromPipeline)] $Value) process { $Value | Out-String -Width 300 } }

    # One of each kind that a reply brings, with the same words in it.
    function Get-Sample {
        param([string] $Text)

        Clear-LoopbackServer $server
        Add-Reply $server -Step (Get-Frame -Role), (Get-Frame $Text), (Get-Frame -ToolCall @{ index = 0; id = 'call_1'; function = @{ name = 'f'; arguments = '{}' } }), (Get-Frame -Finish 'stop'), (Get-Frame -Usage 3, 4), (Get-Frame -Done)
        $session = New-ChatSession $Text
        $deltas = @(Invoke-ChatStream $Text -BaseUri $server.BaseUri -Session $session -CompletionVariable reply)
        $deltas
        $deltas.ToolCall | Where-Object { $_ }
        $reply, $reply.Choices[0], $reply.Usage, $reply.ToolCalls[0], $reply.Messages[0], $session, $session.Turns[0]
    }
}

AfterAll { Stop-LoopbackServer $server }

Describe 'The view of <Type>' -ForEach $script:types {
    It 'is there' {
        Get-FormatData -TypeName $Type -PowerShellVersion $PSVersionTable.PSVersion | Should -Not -BeNullOrEmpty
    }
}

Describe 'The search for types' {
    It 'finds those that hang on others' -ForEach @(, @($script:types.Type)) {
        foreach ($name in 'ChatDelta', 'ToolCallDelta', 'ChatCompletion', 'ChatChoice', 'ChatUsage', 'ToolCall', 'SignedReasoning', 'ChatMessage', 'ChatImage', 'ChatTurn', 'ChatProfile') {
            $_ | Should -Contain "StreamPS.$name"
        }
    }
}

Describe 'The views' {
    It 'have no box drawing, no pictures and no colours of their own' {
        $views | Should -Not -Match '[^\x09\x0A\x0D\x20-\x7E]'
        $views | Should -Not -Match '`e|\[char\]|PSStyle'
    }

    It 'leave text as it is, whatever its direction and width' {
        foreach ($sample in Get-Sample $words) {
            if ($sample.GetType().Name -in 'ToolCall', 'ToolCallDelta', 'ChatUsage') { continue }
            if ($sample -is [StreamPS.ChatDelta] -and -not $sample.Content) { continue }
            Get-View $sample | Should -Match ([regex]::Escape($words)) -Because $sample.GetType().Name
        }
    }

    It 'show what would steer the terminal instead of doing it' {
        foreach ($sample in Get-Sample "a$escape[31mred$escape]0;title$([char]7)`tb") {
            Get-View $sample | Should -Not -Match "$escape\[31m|$escape\]|$([char]7)" -Because $sample.GetType().Name
        }
    }

    It 'are plain where text is to be plain: <How>' -ForEach @(
        @{ How = 'NO_COLOR'; Setup = '' }
        @{ How = 'OutputRendering'; Setup = "`$PSStyle.OutputRendering = 'PlainText'; " }
    ) -Skip:($PSVersionTable.PSEdition -eq 'Desktop') {
        $module = Join-Path $PSScriptRoot '../../out/StreamPS'
        $before = $env:NO_COLOR
        try {
            $env:NO_COLOR = if ($How -eq 'NO_COLOR') { '1' }
            $text = pwsh -NoProfile -Command "Import-Module '$module'; $Setup Invoke-ChatCompletion Hi -Provider Demo -CompletionVariable reply; `$reply.Usage | Out-Default; Get-ChatProvider Demo | Out-Default; Test-ChatProvider -Provider Demo | Out-Default" | Out-String
        }
        finally { $env:NO_COLOR = $before }
        $text | Should -Match 'Status : Complete'
        $text | Should -Not -Match $escape
    }

    It 'cut a long text between characters, and say how long it is' {
        # The 200th place is in the middle of a character that consists of two.
        $long = 'x' * 199 + [char]::ConvertFromUtf32(0x1F52C) * 40
        $view = Get-Sample $long | Where-Object { $_ -is [StreamPS.ChatCompletion] } | Get-View
        $view | Should -Match "(?m)^Text +: x{199}$([char]0x2026) \(279 characters\)\r?$"
    }
}
