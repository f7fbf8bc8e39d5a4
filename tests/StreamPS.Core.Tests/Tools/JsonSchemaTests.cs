using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Xunit;

namespace StreamPS.Tests.Tools;

/// <summary>What a schema says about a value, in words that name the place.</summary>
public sealed class JsonSchemaTests
{
    [Theory]
    [InlineData("""{"type":"string"}""", "1", "/: is a number, must be a string")]
    [InlineData("""{"type":"integer"}""", "1.5", "/: is a number, must be a whole number")]
    [InlineData("""{"type":["string","null"]}""", "[]", "/: is an array, must be a string or null")]
    [InlineData("""{"properties":{"city":{"type":"string"}}}""", """{"city":true}""", "/city: is a boolean, must be a string")]
    [InlineData("""{"required":["city"]}""", "{}", "/city: is missing")]
    [InlineData("""{"properties":{"a":{},"b":{}},"additionalProperties":false}""", """{"c":1}""", "/c: isn't one of the properties (a, b)")]
    [InlineData("""{"additionalProperties":{"type":"null"}}""", """{"a/b~c":1}""", "/a~1b~0c: is a number, must be null")]
    [InlineData("""{"patternProperties":{"^x":{"minimum":3}}}""", """{"xy":2}""", "/xy: must be at least 3")]
    [InlineData("""{"enum":["C","F"]}""", "\"K\"", "/: must be one of \"C\",\"F\"")]
    [InlineData("""{"const":1}""", "2", "/: must be 1")]
    [InlineData("""{"items":{"exclusiveMaximum":3}}""", "[1,3]", "/1: must be below 3")]
    [InlineData("""{"prefixItems":[{"type":"string"}],"items":false}""", """["a",1]""", "/1: isn't allowed")]
    [InlineData("""{"minItems":2}""", "[1]", "/: has 1 item, must have at least 2")]
    [InlineData("""{"uniqueItems":true}""", """[{"a":1,"b":2},{"b":2,"a":1.0}]""", "/: has the same item twice")]
    [InlineData("""{"maxLength":1}""", "\"ab\"", "/: has 2 characters, must have at most 1")]
    [InlineData("""{"minProperties":1}""", "{}", "/: has 0 properties, must have at least 1")]
    [InlineData("""{"pattern":"^a"}""", "\"b\"", "/: must match ^a")]
    [InlineData("""{"multipleOf":0.01}""", "0.075", "/: must be a multiple of 0.01")]
    [InlineData("""{"anyOf":[{"type":"string"},{"minimum":5}]}""", "4", "/: fits none of the 2 that it may be (/: is a number, must be a string; /: must be at least 5)")]
    [InlineData("""{"oneOf":[{"minimum":1},{"minimum":2}]}""", "3", "/: fits 2 of those of which it must fit one")]
    [InlineData("""{"not":{"type":"null"}}""", "null", "/: is what it must not be")]
    [InlineData("""{"$ref":"#/$defs/a~1b","$defs":{"a/b":{"type":"string"}}}""", "1", "/: is a number, must be a string")]
    [InlineData("""{"$ref":"#/elsewhere/x","elsewhere":{"x":{"pattern":"^a"}}}""", "\"b\"", "/: must match ^a")]
    [InlineData("false", "1", "/: isn't allowed")]
    [InlineData("true", "\"\\ud800\"", "/: has a text that isn't Unicode")]
    public void A_misfit_is_told_with_its_place(string schema, string value, string expected) => Assert.Equal([expected], Check(schema, value));

    [Theory]
    [InlineData("""{"type":"integer"}""", "1.0")]
    [InlineData("""{"type":"integer"}""", "1e300")]
    [InlineData("""{"maxLength":1}""", "\"\uD83D\uDE00\"")]
    [InlineData("""{"enum":[{"a":[1,2.0]}]}""", """{"a":[1.0,2]}""")]
    [InlineData("""{"format":"date-time"}""", "\"never\"")]
    [InlineData("""{"multipleOf":0.1}""", "0.3")]
    [InlineData("""{"properties":{"next":{"$ref":"#"}},"required":["v"]}""", """{"v":1,"next":{"v":2}}""")]
    public void What_fits_has_no_misfits(string schema, string value) => Assert.Empty(Check(schema, value));

    [Theory]
    [InlineData("1", "The schema is wrong at /: a schema is an object, true or false.")]
    [InlineData("""{"type":"text"}""", "The schema is wrong at /type: a type is one of string, number, integer, boolean, object, array, null, or a list of them.")]
    [InlineData("""{"properties":{"a":{"pattern":"("}}}""", "The schema is wrong at /properties/a/pattern: ")]
    [InlineData("""{"$ref":"#/$defs/x"}""", "The schema is wrong at /$ref: there is no #/$defs/x.")]
    [InlineData("""{"$ref":"other.json"}""", "The schema is wrong at /$ref: a reference begins with #/ and stays in the schema.")]
    [InlineData("""{"if":{}}""", "The schema is wrong at /if: this word can't be checked here.")]
    [InlineData("""{"required":"a","minLength":-1}""", "The schema is wrong at /required: it's a list of names.")]
    [InlineData("{", "The schema isn't JSON: ")]
    public void What_is_no_schema_is_refused(string schema, string expected)
    {
        var exception = Assert.Throws<ChatInputException>(() => JsonSchema.Parse(schema));
        Assert.Equal(ChatErrorKind.InvalidRequest, exception.Kind);
        Assert.StartsWith(expected, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_more_than_ten_misfits_are_told() =>
        Assert.Equal(10, Check("""{"items":{"type":"string"}}""", $"[{string.Join(",", Enumerable.Range(0, 50))}]").Count);

    [Theory]
    [InlineData("""{"$ref":"#"}""", "1")]
    [InlineData("""{"anyOf":[{"$ref":"#"},{"$ref":"#"}]}""", "1")]
    [InlineData("""{"items":{"anyOf":[{"$ref":"#"},{"$ref":"#"},{"$ref":"#"}]},"not":{"type":"number"}}""", "[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]")]
    public void A_schema_without_end_ends(string schema, string value) =>
        Assert.Contains("takes too many steps", Assert.Single(Check(schema, value)), StringComparison.Ordinal);

    [Fact]
    public void A_pattern_that_takes_too_long_is_a_misfit() =>
        Assert.Equal(["/: can't be checked: the pattern ^(a+)+$ takes too long"], Check("""{"pattern":"^(a+)+$"}""", $"\"{new string('a', 40)}b\""));

    private static IReadOnlyList<string> Check(string schema, string value)
    {
        using var document = JsonDocument.Parse(value);
        return JsonSchema.Parse(schema).Check(document.RootElement);
    }
}
