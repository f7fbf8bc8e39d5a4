BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../out/StreamPS') -Force
    $script:folder = (New-Item (Join-Path $TestDrive 'work') -ItemType Directory).FullName

    # The first bytes of each kind of image, and something behind them to tell two apart.
    $script:png = [byte[]](0x89, 0x50, 0x4E, 0x47, 1)
    $script:jpeg = [byte[]](0xFF, 0xD8, 0xFF, 2)
    $script:gif = [byte[]](0x47, 0x49, 0x46, 0x38, 3)
    $script:webp = [byte[]](0x52, 0x49, 0x46, 0x46, 0, 0, 0, 0, 0x57, 0x45, 0x42, 0x50)

    function Write-Byte {
        param([string] $Name, [byte[]] $Bytes)

        $path = Join-Path $folder $Name
        [void][System.IO.Directory]::CreateDirectory([System.IO.Path]::GetDirectoryName($path))
        [System.IO.File]::WriteAllBytes($path, $Bytes)
    }

    function Write-Text {
        param([string] $Name, [string] $Text, [System.Text.Encoding] $Encoding = [System.Text.UTF8Encoding]::new($false))

        Write-Byte $Name ($Encoding.GetPreamble() + $Encoding.GetBytes($Text))
    }

    Write-Byte 'a.png' $png
    Write-Byte 'b.jpg' $jpeg
    Write-Byte 'pictures/c.gif' $gif
    Write-Byte 'pictures/d.webp' $webp
    Write-Byte '[1].png' ($png + 4)
    Write-Byte 'photo.dat' $jpeg
    Write-Byte 'empty.png' @()
    Write-Text 'notes.txt' "one`ntwo`n"
    Write-Text 'src/app.ps1' 'Get-Date'
    Write-Text '[2].txt' 'brackets'

    # An image in short: its kind, and its last byte or its address.
    function Get-Short {
        param($Message)

        foreach ($image in $Message.Images) { if ($image.Bytes) { "$($image.MediaType) $($image.Bytes[-1])" } else { $image.Address.AbsoluteUri } }
    }

    # The only error of a command that writes nothing, wherever it comes from.
    function Get-Failure {
        param([scriptblock] $Script)

        $results = @(try { & $Script 2>&1 } catch { $_ })
        $results.Count | Should -Be 1
        $results[0] | Should -BeOfType ([System.Management.Automation.ErrorRecord])
        $results[0]
    }
}


Describe 'New-ChatMessage' {
    BeforeAll { Push-Location $folder }

    AfterAll { Pop-Location }

    It 'makes a user''s message of a text' {
        $message = New-ChatMessage 'Hello'
        $message | Should -BeOfType 'StreamPS.ChatMessage'
        "$($message.Role): $message" | Should -BeExactly 'User: Hello'
        $message.Name, $message.ToolCallId | Should -Be $null, $null
        $message.Images.Count + $message.ToolCalls.Count | Should -Be 0
    }

    It 'takes texts from the pipeline, a message for each' {
        ('a', 'b' | New-ChatMessage -Role System | ForEach-Object { "$($_.Role): $_" }) | Should -BeExactly 'System: a', 'System: b'
    }

    It 'takes the properties of objects in the pipeline, and keeps nothing of the object before' {
        $rows = "Content,Role,Name`nBe brief,system,`nHi,user,ada" | ConvertFrom-Csv
        $rows[0].PSObject.Properties.Remove('Name')
        ($rows | New-ChatMessage | ForEach-Object { "$($_.Role) $($_.Name): $_" }) | Should -BeExactly 'System : Be brief', 'User ada: Hi'
        $images = [pscustomobject]@{ Content = 'x'; Image = 'a.png' }, [pscustomobject]@{ Content = 'y' } | New-ChatMessage
        $images.Images.Count | Should -Be 1
        $images[0].Images.Count | Should -Be 1
    }

    It 'has the role <Role>' -ForEach @(
        @{ Role = 'System' }, @{ Role = 'Developer' }, @{ Role = 'User' }, @{ Role = 'Assistant' }, @{ Role = 'Tool' }
    ) {
        "$((New-ChatMessage 'x' -Role $Role.ToLower()).Role)" | Should -BeExactly $Role
    }

    It 'completes roles, without the one that is none' {
        (TabExpansion2 'New-ChatMessage x -Role ' 24).CompletionMatches.CompletionText | Sort-Object | Should -BeExactly 'Assistant', 'Developer', 'System', 'Tool', 'User'
    }

    It 'has the participant''s name' {
        (New-ChatMessage 'x' -Name 'ada').Name | Should -BeExactly 'ada'
    }

    It 'shows as a table' {
        $text = @((New-ChatMessage "a`nb" -Image a.png); (New-ChatMessage -ToolCall @{ id = 'c'; name = 'f'; arguments = '{}' }); (New-ChatMessage 'r' -ToolCallId c)) | Format-Table | Out-String -Width 60
        ($text -replace '\e\[[\d;]*m' -split '\r?\n' | Where-Object { $_.Trim() } | ForEach-Object { $_.TrimEnd() }) | Should -BeExactly @(
            'Role      Images Content'
            '----      ------ -------'
            'User           1 a\nb'
            'Assistant        (tool call) f({})'
            'Tool             (result of c) r')
    }
}

Describe 'An image' {
    BeforeAll { Push-Location $folder }

    AfterAll { Pop-Location }

    It 'can be <Name>' -ForEach @(
        @{ Name = 'a file'; Given = { 'a.png' }; Expected = 'image/png 1' }
        @{ Name = 'a file in another folder'; Given = { Join-Path $folder 'pictures/c.gif' }; Expected = 'image/gif 3' }
        @{ Name = 'a file whose name says nothing'; Given = { 'photo.dat' }; Expected = 'image/jpeg 2' }
        @{ Name = 'a WebP file'; Given = { './pictures/d.webp' }; Expected = 'image/webp 80' }
        @{ Name = 'several files'; Given = { 'b.jpg', 'a.png' }; Expected = 'image/jpeg 2', 'image/png 1' }
        @{ Name = 'files by a wildcard, by name'; Given = { 'pictures/*' }; Expected = 'image/gif 3', 'image/webp 80' }
        @{ Name = 'files by a set of characters'; Given = { '[ab].*' }; Expected = 'image/png 1', 'image/jpeg 2' }
        @{ Name = 'a path with a provider''s name'; Given = { "Microsoft.PowerShell.Core\FileSystem::$folder/a.png" }; Expected = 'image/png 1' }
        @{ Name = 'an escaped path'; Given = { '`[1`].png' }; Expected = 'image/png 4' }
        @{ Name = 'a file object'; Given = { Get-Item a.png }; Expected = 'image/png 1' }
        @{ Name = 'a file object whose name has brackets'; Given = { Get-Item -LiteralPath '[1].png' }; Expected = 'image/png 4' }
        @{ Name = 'a file address'; Given = { [uri](Join-Path $folder 'a.png') }; Expected = 'image/png 1' }
        @{ Name = 'an address'; Given = { 'https://example.com/a%20b.png?x=1' }; Expected = 'https://example.com/a%20b.png?x=1' }
        @{ Name = 'an address object'; Given = { [uri]'HTTP://example.com/a.png' }; Expected = 'http://example.com/a.png' }
        @{ Name = 'a data address'; Given = { 'data:image/png;base64,' + [Convert]::ToBase64String($png) }; Expected = 'image/png 1' }
        @{ Name = 'bytes'; Given = { , $png }; Expected = 'image/png 1' }
        @{ Name = 'bytes one by one'; Given = { [object[]]$png }; Expected = 'image/png 1' }
        @{ Name = 'bytes of two images'; Given = { , $png; , $jpeg }; Expected = 'image/png 1', 'image/jpeg 2' }
        @{ Name = 'an image'; Given = { [StreamPS.ChatImage]::FromBytes($gif) }; Expected = 'image/gif 3' }
        @{ Name = 'all of these'; Given = { 'a.png'; , $jpeg; 'https://example.com/'; Get-Item 'pictures/c.gif' }; Expected = 'image/png 1', 'image/jpeg 2', 'https://example.com/', 'image/gif 3' }
    ) {
        Get-Short (New-ChatMessage 'x' -Image (& $Given)) | Should -BeExactly $Expected
    }

    It 'can be a path as it stands' {
        Get-Short (New-ChatMessage 'x' -Image a.png -LiteralImagePath '[1].png', 'b.jpg') | Should -BeExactly 'image/png 1', 'image/png 4', 'image/jpeg 2'
    }

    It 'can be on a drive of the session' {
        New-PSDrive -Name Pictures -PSProvider FileSystem -Root (Join-Path $folder 'pictures') | Out-Null
        Get-Short (New-ChatMessage 'x' -Image Pictures:c.gif -LiteralImagePath Pictures:/d.webp) | Should -BeExactly 'image/gif 3', 'image/webp 80'
    }

    It 'needs no text with it' {
        $message = New-ChatMessage -Image a.png
        "$($message.Role) '$message' $(Get-Short $message)" | Should -BeExactly "User '' image/png 1"
    }

    It 'that is <Name> is <Id>' -ForEach @(
        @{ Name = 'not there'; Given = { 'gone.png' }; Id = 'FileNotFound'; Category = 'ObjectNotFound'; Says = "There is no file 'gone.png'." }
        @{ Name = 'not there, by a wildcard'; Given = { 'gone*.png' }; Id = 'FileNotFound'; Category = 'ObjectNotFound'; Says = "No file matches 'gone`*.png'." }
        @{ Name = 'a wildcard for folders alone'; Given = { 'picture*' }; Id = 'FileNotFound'; Category = 'ObjectNotFound'; Says = "No file matches 'picture`*'." }
        @{ Name = 'on no drive'; Given = { 'ftp://host/a.png' }; Id = 'FileNotFound'; Category = 'ObjectNotFound'; Says = "There is no file 'ftp://host/a.png': *'ftp'*" }
        @{ Name = 'no file'; Given = { 'env:PATH' }; Id = 'FileNotFound'; Category = 'ObjectNotFound'; Says = "'env:PATH' is no file: it leads to Environment." }
        @{ Name = 'a folder'; Given = { 'pictures' }; Id = 'FileNotReadable'; Category = 'ReadError'; Says = "'pictures' is a folder: name its files, for example with a wildcard." }
        @{ Name = 'a text file'; Given = { 'notes.txt' }; Id = 'InvalidImage'; Category = 'InvalidData'; Says = "The file '*notes.txt' is no PNG, JPEG, GIF or WebP image." }
        @{ Name = 'an empty file'; Given = { 'empty.png' }; Id = 'InvalidImage'; Category = 'InvalidData'; Says = "The file '*empty.png' is no PNG, JPEG, GIF or WebP image." }
        @{ Name = 'other bytes'; Given = { , [byte[]](1, 2, 3) }; Id = 'InvalidImage'; Category = 'InvalidData'; Says = 'These bytes are no PNG, JPEG, GIF or WebP image.' }
        @{ Name = 'half an address'; Given = { 'http://' }; Id = 'InvalidImage'; Category = 'InvalidData'; Says = "'http://' is no address of an image." }
        @{ Name = 'a damaged data address'; Given = { 'data:image/png;base64,%%%' }; Id = 'InvalidImage'; Category = 'InvalidData'; Says = 'The data address is no base64 text.' }
        @{ Name = 'a data address of text'; Given = { 'data:text/plain,hello' }; Id = 'InvalidImage'; Category = 'InvalidData'; Says = 'A data address of an image begins with data:image/png;base64, or the like.' }
        @{ Name = 'a number'; Given = { 42 }; Id = 'InvalidImage'; Category = 'InvalidData'; Says = 'An image is a path, an address, the bytes of a file or a ChatImage, not System.Int32.' }
        @{ Name = 'white space'; Given = { ' ' }; Id = 'InvalidImage'; Category = 'InvalidData'; Says = 'An image is a path or an address, and this text is empty.' }
    ) {
        $value = & $Given
        $failure = Get-Failure { New-ChatMessage 'x' -Image 'a.png', $value }
        $failure.FullyQualifiedErrorId | Should -BeExactly "$Id,StreamPS.Commands.NewChatMessageCommand"
        $failure.Exception.Message | Should -BeLike $Says
        "$($failure.CategoryInfo.Category)" | Should -BeExactly $Category
        "$($failure.TargetObject)" | Should -BeExactly "$value"
        $failure.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }

    It 'of which there is none in the list is refused: <_>' -ForEach '@()', '$null', "''", "'a.png', `$null" {
        $value = & ([scriptblock]::Create($_))
        (Get-Failure { New-ChatMessage 'x' -Image $value }).FullyQualifiedErrorId | Should -BeExactly 'ParameterArgumentValidationError,StreamPS.Commands.NewChatMessageCommand'
    }

    It 'that is missing concerns its own message only' {
        $messages = 'gone.png', 'a.png' | ForEach-Object { [pscustomobject]@{ Content = "About $_"; Image = $_ } } | New-ChatMessage -ErrorVariable failures -ErrorAction SilentlyContinue
        "$messages" | Should -BeExactly 'About a.png'
        @($failures).FullyQualifiedErrorId | Should -BeExactly 'FileNotFound,StreamPS.Commands.NewChatMessageCommand'
    }
}

Describe 'A text file' {
    BeforeAll { Push-Location $folder }

    AfterAll { Pop-Location }

    It 'stands behind the text with its name' {
        "$(New-ChatMessage 'Review this.' -File notes.txt, src/app.ps1)" | Should -BeExactly "Review this.`n`n<file name=`"notes.txt`">`none`ntwo`n</file>`n`n<file name=`"src/app.ps1`">`nGet-Date`n</file>"
    }

    It 'needs no text before it' {
        "$(New-ChatMessage -File 'n*.txt')" | Should -BeExactly "<file name=`"notes.txt`">`none`ntwo`n</file>"
    }

    It 'is named by its last part when it is elsewhere' {
        Push-Location pictures
        try { "$(New-ChatMessage -File ../notes.txt, (Join-Path $folder 'src/app.ps1'))" -split "`n" -like '<file*' | Should -BeExactly '<file name="notes.txt">', '<file name="app.ps1">' }
        finally { Pop-Location }
    }

    It 'can be given as it stands: <Name>' -ForEach @(
        @{ Name = 'a literal path'; Given = { @{ LiteralFilePath = '[2].txt' } } }
        @{ Name = 'a file object'; Given = { @{ File = Get-Item -LiteralPath '[2].txt' } } }
    ) {
        $parameter = & $Given
        "$(New-ChatMessage @parameter)" | Should -BeExactly "<file name=`"[2].txt`">`nbrackets`n</file>"
    }

    It 'is read in the encoding of its byte order mark: <Name>' -ForEach @(
        @{ Name = 'none'; Encoding = [System.Text.UTF8Encoding]::new($false) }
        @{ Name = 'UTF-8'; Encoding = [System.Text.UTF8Encoding]::new($true) }
        @{ Name = 'UTF-16'; Encoding = [System.Text.Encoding]::Unicode }
    ) {
        $text = "K$([char]0xF6)ln $([char]0x4F60)"
        Write-Text 'encoded.txt' $text $Encoding
        "$(New-ChatMessage -File encoded.txt)" | Should -BeExactly "<file name=`"encoded.txt`">`n$text`n</file>"
    }

    It 'that is <Name> is <Id>' -ForEach @(
        @{ Name = 'not there'; Given = 'gone.txt'; Id = 'FileNotFound'; Says = "There is no file 'gone.txt'." }
        @{ Name = 'a folder'; Given = 'src'; Id = 'FileNotReadable'; Says = "'src' is a folder: name its files, for example with a wildcard." }
        @{ Name = 'an image'; Given = 'a.png'; Id = 'FileNotReadable'; Says = "The file '*a.png' is no text in UTF-8." }
        @{ Name = 'in another encoding'; Given = 'latin.txt'; Id = 'FileNotReadable'; Says = "The file '*latin.txt' is no text in UTF-8." }
        @{ Name = 'full of zeros'; Given = 'zeros.txt'; Id = 'FileNotReadable'; Says = "The file '*zeros.txt' is no text in UTF-8." }
    ) {
        Write-Byte 'latin.txt' ([byte[]](0x4B, 0xF6, 0x6C))
        Write-Byte 'zeros.txt' ([byte[]](0x4B, 0, 0x6C))
        foreach ($parameter in 'File', 'LiteralFilePath') {
            $named = @{ $parameter = $Given }
            $failure = Get-Failure { New-ChatMessage 'x' @named }
            $failure.FullyQualifiedErrorId | Should -BeExactly "$Id,StreamPS.Commands.NewChatMessageCommand"
            $failure.Exception.Message | Should -BeLike $Says
            $failure.TargetObject | Should -BeExactly $Given
        }
    }
}

Describe 'A tool call' {
    It 'is the model''s: <Name>' -ForEach @(
        @{ Name = 'a flat hashtable'; Call = @{ id = 'call_1'; name = 'get_time'; arguments = '{"zone":"UTC"}' } }
        @{ Name = 'arguments in a hashtable'; Call = @{ Id = 'call_1'; Name = 'get_time'; Arguments = @{ zone = 'UTC' } } }
        @{ Name = 'the OpenAI format'; Call = @{ id = 'call_1'; type = 'function'; function = @{ name = 'get_time'; arguments = '{"zone":"UTC"}' } } }
        @{ Name = 'an object'; Call = [pscustomobject]@{ id = 'call_1'; name = 'get_time'; arguments = [pscustomobject]@{ zone = 'UTC' } } }
        @{ Name = 'a call'; Call = { [StreamPS.ToolCall]::new(0, 'call_1', 'get_time', '{"zone":"UTC"}') } }
    ) {
        $made = if ($Call -is [scriptblock]) { & $Call } else { $Call }
        $message = New-ChatMessage -ToolCall $made
        "$($message.Role) $($message.ToolCalls.Id) $($message.ToolCalls)" | Should -BeExactly 'Assistant call_1 get_time({"zone":"UTC"})'
    }

    It 'can be several' {
        (New-ChatMessage 'Let me see.' -ToolCall @{ id = 'a'; name = 'f' }, @{ id = 'b'; name = 'g' }).ToolCalls | ForEach-Object { "$($_.Index) $($_.Id) $_" } | Should -BeExactly '0 a f()', '1 b g()'
    }

    It 'has a result that names it, which may be empty' {
        $message = New-ChatMessage '12:00' -ToolCallId call_1
        "$($message.Role) $($message.ToolCallId) $message" | Should -BeExactly 'Tool call_1 12:00'
        "$((New-ChatMessage -ToolCallId call_1).Role)" | Should -BeExactly 'Tool'
    }

    It 'that is none is refused' {
        $failure = Get-Failure { New-ChatMessage -ToolCall @{ id = 'a' } }
        $failure.FullyQualifiedErrorId | Should -BeExactly 'ParameterArgumentTransformationError,StreamPS.Commands.NewChatMessageCommand'
        $failure.Exception.Message | Should -BeLike "*A tool call looks like @{ id = 'call_1'; name = 'get_time'; arguments = @{ zone = 'UTC' } }."
    }
}

Describe 'A message that contradicts itself' {
    It 'is InvalidRequest: <Says>' -ForEach @(
        @{ Given = @{}; Says = 'The message is empty: give -Content, -Image or -File.' }
        @{ Given = @{ Content = " `n" }; Says = 'The message is empty: give -Content, -Image or -File.' }
        @{ Given = @{ Content = 'x'; Role = 'User'; ToolCallId = 'a' }; Says = '-ToolCallId belongs to the result of a tool, which has the role Tool and not User.' }
        @{ Given = @{ Role = 'Tool'; ToolCall = @{ id = 'a'; name = 'f' } }; Says = '-ToolCall belongs to a message of the model, which has the role Assistant and not Tool.' }
    ) {
        $failure = Get-Failure { New-ChatMessage @Given }
        $failure.FullyQualifiedErrorId | Should -BeExactly 'InvalidRequest,StreamPS.Commands.NewChatMessageCommand'
        $failure.Exception.Message | Should -BeExactly $Says
    }

    It 'is refused for the role <_>' -ForEach 'Unknown', 'King' {
        $role = $_
        (Get-Failure { New-ChatMessage 'x' -Role $role }).FullyQualifiedErrorId | Should -BeLike '*,StreamPS.Commands.NewChatMessageCommand'
    }

    It 'is refused as a file or an object without a text' {
        $failure = Get-Failure { Get-Item $folder | New-ChatMessage }
        $failure.FullyQualifiedErrorId | Should -BeExactly 'ParameterArgumentTransformationError,StreamPS.Commands.NewChatMessageCommand'
        $failure.Exception.Message | Should -BeLike '*A file is no text: -Image takes images, and -File takes files with text.'
        (Get-Failure { [pscustomobject]@{ Text = 'x' } | New-ChatMessage }).Exception.Message | Should -BeLike '*The content of a message is a text, or an object with a property named Content.'
    }
}
