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
        $width = (@($cells) + (ConvertTo-Cell $name) | Measure-Object -Property Length -Maximum).Maximum
        [pscustomobject]@{ Name = $name; Title = ConvertTo-Cell $name; IsText = $isText; Width = $width }
    }
    $pad = { param($Text, $Column) if ($Column.IsText) { $Text.PadRight($Column.Width) } else { $Text.PadLeft($Column.Width) } }

    '| ' + (@($columns | ForEach-Object { & $pad $_.Title $_ }) -join ' | ') + ' |'
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
