BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../out/StreamPS') -Force

    function Get-Weather {
        <#
        .SYNOPSIS
        The weather in a city.
        .PARAMETER City
        The city's name.
        #>
        [CmdletBinding(SupportsShouldProcess, DefaultParameterSetName = 'City')]
        [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSReviewUnusedParameter', '', Justification = 'Only the parameters matter.')]
        [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseSupportsShouldProcess', '', Justification = 'Its parameters have to be left out.')]
        [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSShouldProcess', '', Justification = 'Its parameters have to be left out.')]
        param(
            [Parameter(Mandatory, ParameterSetName = 'City')] [string] $City,
            [Parameter(Mandatory, ParameterSetName = 'Place')] [double] $Latitude,
            [Parameter(ParameterSetName = 'City', HelpMessage = 'Its country.')] [string] $Country,
            [pscredential] $Login
        )
    }

    function Get-Schema { param([scriptblock] $ScriptBlock) (New-ChatTool -Name t -Description d -ScriptBlock $ScriptBlock).Parameters.ToString() | ConvertFrom-Json }
}

Describe 'New-ChatTool' {
    It 'takes the name, the synopsis and the parameters of a command' {
        $tool = New-ChatTool Get-Weather
        $tool | Should -BeOfType 'StreamPS.Tools.ChatCommandTool'
        "$($tool.Name)|$($tool.Description)|$($tool.Command)" | Should -BeExactly 'Get-Weather|The weather in a city.|Get-Weather'
        "$($tool.Parameters)" | Should -BeExactly '{"type":"object","properties":{"City":{"type":"string","description":"The city''s name."},"Country":{"type":"string","description":"Its country."}},"required":["City"],"additionalProperties":false}'
    }

    It 'offers another parameter set, and a part of the parameters' {
        (New-ChatTool Get-Weather -ParameterSet Place).Parameters.ToString() | Should -BeLike '*"Latitude":{"type":"number"}},"required":*'
        "$((New-ChatTool Get-Weather -Parameter city).Parameters)" | Should -BeExactly '{"type":"object","properties":{"City":{"type":"string","description":"The city''s name."}},"required":["City"],"additionalProperties":false}'
    }

    It 'takes another name and description, and commands from the pipeline' {
        $tool = Get-Command Get-Weather | New-ChatTool -Name w -Description 'Rain or shine.'
        "$tool $($tool.Description)" | Should -BeExactly 'w Rain or shine.'
    }

    It 'makes the schema of <Parameter>: <Expected>' -ForEach @(
        @{ Parameter = '[int] $p'; Expected = '{"type":"integer"}' }
        @{ Parameter = '[byte] $p'; Expected = '{"type":"integer","minimum":0}' }
        @{ Parameter = '[decimal] $p'; Expected = '{"type":"number"}' }
        @{ Parameter = '[switch] $p'; Expected = '{"type":"boolean"}' }
        @{ Parameter = '[datetime] $p'; Expected = '{"type":"string","format":"date-time"}' }
        @{ Parameter = '[uri] $p'; Expected = '{"type":"string"}' }
        @{ Parameter = '[System.IO.FileInfo] $p'; Expected = '{"type":"string"}' }
        @{ Parameter = '[timespan] $p'; Expected = '{"type":"string"}' }
        @{ Parameter = '[System.ConsoleColor] $p'; Expected = '{"type":"string","enum":["Black","DarkBlue","DarkGreen","DarkCyan","DarkRed","DarkMagenta","DarkYellow","Gray","DarkGray","Blue","Green","Cyan","Red","Magenta","Yellow","White"]}' }
        @{ Parameter = '[string[]] $p'; Expected = '{"type":"array","items":{"type":"string"}}' }
        @{ Parameter = '[System.Collections.Generic.List[int]] $p'; Expected = '{"type":"array","items":{"type":"integer"}}' }
        @{ Parameter = '[hashtable] $p'; Expected = '{"type":"object"}' }
        @{ Parameter = '[nullable[int]] $p'; Expected = '{"type":"integer"}' }
        @{ Parameter = '$p'; Expected = '{}' }
        @{ Parameter = '[ValidateSet("a", "b")] $p'; Expected = '{"type":"string","enum":["a","b"]}' }
        @{ Parameter = '[ValidateSet("a", "b")] [string[]] $p'; Expected = '{"type":"array","items":{"type":"string","enum":["a","b"]}}' }
        @{ Parameter = '[ValidateSet(1, 2)] [int] $p'; Expected = '{"type":"integer","enum":[1,2]}' }
        @{ Parameter = '[ValidateRange(1, 5)] [int] $p'; Expected = '{"type":"integer","minimum":1,"maximum":5}' }
        @{ Parameter = '[ValidateLength(2, 3)] [string] $p'; Expected = '{"type":"string","minLength":2,"maxLength":3}' }
        @{ Parameter = '[ValidatePattern("^[a-c]\d+x$")] [string] $p'; Expected = '{"type":"string","pattern":"^[a-cA-C]\\d+[xX]$"}' }
        @{ Parameter = '[ValidatePattern("^a$", Options = "None")] [string] $p'; Expected = '{"type":"string","pattern":"^a$"}' }
        @{ Parameter = '[ValidatePattern("(?<n>a)")] [string] $p'; Expected = '{"type":"string"}' }
        @{ Parameter = '[ValidateCount(1, 2)] [int[]] $p'; Expected = '{"type":"array","items":{"type":"integer"},"minItems":1,"maxItems":2}' }
        @{ Parameter = '[ValidateNotNullOrEmpty()] [string] $p'; Expected = '{"type":"string","minLength":1}' }
    ) {
        $schema = Get-Schema ([scriptblock]::Create("param($Parameter)"))
        ConvertTo-Json $schema.properties.p -Compress -Depth 5 | Should -BeExactly $Expected
        $schema.PSObject.Properties.Name | Should -Not -Contain 'required'
    }

    It 'leaves out <Type>, and refuses it where it is mandatory' -ForEach @(
        @{ Type = 'securestring' }, @{ Type = 'scriptblock' }, @{ Type = 'pscredential' }, @{ Type = 'System.IO.Stream' }
    ) {
        (Get-Schema ([scriptblock]::Create("param([$Type] `$p, `$q)"))).properties.PSObject.Properties.Name | Should -Be 'q'
        New-ChatTool -Name t -ScriptBlock ([scriptblock]::Create("param([Parameter(Mandatory)] [$Type] `$p)")) -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -BeExactly 'InvalidRequest,StreamPS.Commands.NewChatToolCommand'
        "$($failure[0])" | Should -BeLike "The parameter 'p' of * no model can give: *"
    }

    It 'warns of a tool without a description' {
        New-ChatTool -Name t -ScriptBlock { 1 } -WarningVariable warning -WarningAction SilentlyContinue | Out-Null
        "$warning" | Should -BeExactly "The tool 't' has no description, and the model chooses by it: give -Description, or write a synopsis in the command's help."
    }

    It 'refuses <Name>' -ForEach @(
        @{ Name = 'a parameter that is not there'; Script = { New-ChatTool Get-Weather -Parameter Nothing }; Expected = "Get-Weather has no parameter 'Nothing' to offer. It has City, Country, Login." }
        @{ Name = 'a part without a mandatory one'; Script = { New-ChatTool Get-Weather -Parameter Country }; Expected = "Get-Weather can't be called without its parameter 'City': add it to -Parameter." }
        @{ Name = 'an unknown parameter set'; Script = { New-ChatTool Get-Weather -ParameterSet X }; Expected = "Get-Weather has no parameter set 'X'. It has City, Place." }
        @{ Name = 'a parameter of a script block that is not there'; Script = { New-ChatTool -Name shout -Description d -ScriptBlock { param($Text) $Text } -Parameter Nothing }; Expected = "shout has no parameter 'Nothing' to offer. It has Text." }
        @{ Name = 'a name that services refuse'; Script = { New-ChatTool Get-Weather -Name 'a b' }; Expected = "A tool can't be named 'a b': services take letters, digits, _ and -, a letter or _ first, and at most 64 of them." }
    ) {
        $failure = & $Script 2>&1
        "$failure" | Should -BeExactly $Expected
        $failure.FullyQualifiedErrorId | Should -BeExactly 'InvalidRequest,StreamPS.Commands.NewChatToolCommand'
    }

    It 'refuses a command that is not there' {
        { New-ChatTool No-SuchCommand } | Should -Throw -ErrorId 'ParameterArgumentTransformationError,StreamPS.Commands.NewChatToolCommand'
    }

    It 'leaves no function behind' {
        New-ChatTool -Name t -Description d -ScriptBlock { 1 } | Out-Null
        Get-Command Invoke-StreamPSTool -ErrorAction Ignore | Should -BeNullOrEmpty
    }

    It 'completes the names of commands' {
        $line = 'New-ChatTool Get-ChatProv'
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Be 'Get-ChatProvider'
    }

    It 'shows parameters that may be left out in brackets' {
        (New-ChatTool Get-Weather | Out-String -Width 100) -replace '\e\[[\d;]*m' | Should -Match 'Get-Weather\s+City, \[Country\]\s+The weather in a city\.'
    }
}
