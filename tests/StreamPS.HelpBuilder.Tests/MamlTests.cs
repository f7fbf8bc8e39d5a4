using System;
using System.IO;
using System.Linq;
using System.Xml.Linq;
using Xunit;

namespace StreamPS.HelpBuilder.Tests;

public sealed class MamlTests : IDisposable
{
    private readonly HelpFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_synopsis_loses_its_marks_and_line_breaks() =>
        Assert.Equal("Sends a sample, with care.", _folder.BuildCommand().Element(HelpFolder.Command + "details")!.Element(HelpFolder.Maml + "description")!.Value);

    [Fact]
    public void A_list_is_one_paragraph_with_a_line_for_each_item() =>
        Assert.Equal("- one\n  - inner\n- two", _folder.BuildCommand().Element(HelpFolder.Maml + "description")!.Elements().Single().Value);

    [Fact]
    public void The_default_set_comes_first_and_parameters_stand_in_the_order_they_are_typed()
    {
        string[] sets = [.. _folder.BuildCommand().Descendants(HelpFolder.Command + "syntaxItem").Select(set => string.Join(' ', set.Elements(HelpFolder.Command + "parameter").Select(NameOf)))];

        Assert.Equal(["Text Tone Effort RetryCount Raw WhatIf Confirm", "Path Tone Effort RetryCount Raw WhatIf Confirm"], sets);
    }

    [Theory]
    [InlineData("Text", "True (ByValue)", "0", "true", "t, txt", "String[]", "None")]
    [InlineData("Path", "True (ByPropertyName)", "named", "true", "none", "String", "None")]
    [InlineData("RetryCount", "False", "named", "false", "none", "Int32", "2")]
    [InlineData("Raw", "False", "named", "false", "none", "SwitchParameter", "False")]
    public void A_parameters_facts_come_from_the_assembly_and_its_default_from_the_page(
        string name, string pipelineInput, string position, string required, string aliases, string type, string defaultValue)
    {
        XElement parameter = Parameter(name);

        Assert.Equal(pipelineInput, parameter.Attribute("pipelineInput")!.Value);
        Assert.Equal(position, parameter.Attribute("position")!.Value);
        Assert.Equal(required, parameter.Attribute("required")!.Value);
        Assert.Equal(aliases, parameter.Attribute("aliases")!.Value);
        Assert.Equal(type, parameter.Element(HelpFolder.Command + "parameterValue")!.Value);
        Assert.Equal(defaultValue, parameter.Element(HelpFolder.Dev + "defaultValue")!.Value);
    }

    [Fact]
    public void A_default_value_is_no_part_of_the_text() =>
        Assert.Equal("How often it tries.", Parameter("RetryCount").Element(HelpFolder.Maml + "description")!.Value);

    [Theory]
    [InlineData("Tone", "Calm or Loud.")]
    [InlineData("Effort", "How hard it tries.|Accepted values: Low, High.")]
    public void Accepted_values_are_named_once(string name, string text) =>
        Assert.Equal(text, string.Join('|', Parameter(name).Element(HelpFolder.Maml + "description")!.Elements().Select(paragraph => paragraph.Value)));

    [Fact]
    public void A_switch_has_no_value_in_the_syntax() =>
        Assert.DoesNotContain(
            _folder.BuildCommand().Descendants(HelpFolder.Command + "syntaxItem").Descendants(HelpFolder.Command + "parameter").Where(parameter => NameOf(parameter) == "Raw"),
            parameter => parameter.Element(HelpFolder.Command + "parameterValue") is not null);

    [Fact]
    public void Types_that_the_page_leaves_out_come_from_the_assembly()
    {
        XElement command = _folder.BuildCommand();

        Assert.Equal("System.String[]", command.Element(HelpFolder.Command + "inputTypes")!.Value);
        Assert.Equal("StreamPS.HelpBuilder.Tests.Tone", command.Element(HelpFolder.Command + "returnValues")!.Value);
    }

    [Fact]
    public void An_example_is_code_and_remarks_and_output_keeps_its_columns()
    {
        XElement example = _folder.BuildCommand().Descendants(HelpFolder.Command + "example").Single();

        Assert.Equal("Send-Sample 'x'", example.Element(HelpFolder.Dev + "code")!.Value);
        Assert.Equal("Output:\n 1 x", example.Element(HelpFolder.Dev + "remarks")!.Elements().First().Value);
    }

    [Fact]
    public void The_online_version_is_the_first_link() =>
        Assert.Equal(
            ["https://example.org/docs/cmdlets/Send-Sample.md", "", "https://example.org/web"],
            _folder.BuildCommand().Descendants(HelpFolder.Maml + "navigationLink").Select(link => link.Element(HelpFolder.Maml + "uri")!.Value));

    [Fact]
    public void The_same_pages_give_the_same_bytes_with_line_feeds_only()
    {
        _folder.BuildCommand();
        byte[] first = File.ReadAllBytes(_folder.OutputPath);

        using var windows = new HelpFolder(HelpFolder.Page.ReplaceLineEndings("\r\n"));
        windows.BuildCommand();

        Assert.Equal(first, File.ReadAllBytes(windows.OutputPath));
        Assert.DoesNotContain((byte)'\r', first);
        Assert.Equal((byte)'<', first[0]);
    }

    private XElement Parameter(string name) =>
        _folder.BuildCommand().Element(HelpFolder.Command + "parameters")!.Elements().Single(parameter => NameOf(parameter) == name);

    private static string NameOf(XElement parameter) => parameter.Element(HelpFolder.Maml + "name")!.Value;
}
