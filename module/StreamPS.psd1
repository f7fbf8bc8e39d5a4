@{
    RootModule           = 'StreamPS.psm1'
    ModuleVersion        = '0.1.0'
    GUID                 = '0b8a1b15-3499-4097-a13e-e22f3fe8df99'
    Author               = 'The StreamPS authors'
    CompanyName          = 'The StreamPS authors'
    Copyright            = '(c) The StreamPS authors. MIT licence.'
    Description          = 'Streams chat replies of language models into the PowerShell pipeline, delta by delta, as they arrive.'
    PowerShellVersion    = '5.1'
    CompatiblePSEditions = @('Core', 'Desktop')
    DotNetFrameworkVersion = '4.7.2'
    TypesToProcess       = @('StreamPS.Types.ps1xml')
    FormatsToProcess     = @('StreamPS.Format.ps1xml')
    CmdletsToExport      = @('Enter-ChatSession', 'Export-ChatSession', 'Get-ChatModel', 'Get-ChatProvider', 'Get-ChatRelay', 'Import-ChatSession', 'Invoke-ChatCompletion', 'Invoke-ChatStream', 'Measure-ChatTokens', 'New-ChatMessage', 'New-ChatSession', 'New-ChatTool', 'Remove-ChatProvider', 'Set-ChatProvider', 'Split-ChatStream', 'Start-ChatRelay', 'Stop-ChatRelay', 'Test-ChatProvider')
    FunctionsToExport    = @()
    VariablesToExport    = @()
    AliasesToExport      = @('chat', 'Measure-ChatToken')
    PrivateData          = @{
        PSData = @{
            Tags         = @('AI', 'Chat', 'LLM', 'Streaming', 'SSE', 'OpenAI', 'Moonshot', 'Kimi', 'DashScope', 'Qwen', 'PSEdition_Core', 'PSEdition_Desktop', 'Windows', 'Linux', 'MacOS')
            ReleaseNotes = 'See CHANGELOG.md.'
        }
    }
}
