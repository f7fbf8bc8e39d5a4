using System;
using System.Linq;
using System.Net;
using System.Text.Json;
using Xunit;

namespace StreamPS.Tests.Providers;

/// <summary>Secrets are found however a service writes them.</summary>
public sealed class SecretMaskTests
{
    private const string Secret = "sk-a/b+c=d\"e";

    private static SecretMask Mask
    {
        get
        {
            var mask = new SecretMask();
            mask.Add(Secret);
            return mask;
        }
    }

    [Theory]
    [InlineData("as it is", "sk-a/b+c=d\"e")]
    [InlineData("a slash as JSON may escape it", """sk-a\/b+c=d\"e""")]
    [InlineData("JSON with small digits", """sk-a\u002fb\u002bc\u003dd\u0022e""")]
    [InlineData("JSON with capital digits", """sk-a\u002Fb\u002Bc\u003Dd\u0022e""")]
    [InlineData("JSON, every character", """\u0073\u006b\u002d\u0061\u002f\u0062\u002b\u0063\u003d\u0064\u0022\u0065""")]
    [InlineData("JSON in JSON", """sk-a\\/b\\u002Bc=d\\\"e""")]
    [InlineData("JSON in JSON in JSON", """sk-a\\\\/b\\\\u002bc=d\\\\\\\"e""")]
    [InlineData("an address", "sk-a%2Fb%2Bc%3Dd%22e")]
    [InlineData("an address with small digits", "sk-a%2fb%2bc%3dd%22e")]
    [InlineData("an address in an address", "sk-a%252Fb%252Bc%253Dd%2522e")]
    [InlineData("a web page", "sk-a/b+c=d&quot;e")]
    [InlineData("a web page by numbers", "sk-a&#47;b&#43;c&#x3D;d&#x22;e")]
    [InlineData("all at once", """sk-a%2Fb\u002bc&#61;d\"e""")]
    public void A_secret_is_masked_in_the_form_of(string form, string text)
    {
        Assert.Equal("the key **** is wrong", Mask.Apply($"the key {text} is wrong"));
        Assert.Equal("****", Mask.Apply(text));
        Assert.Equal("********, \"****\"", Mask.Apply($"{text}{text}, \"{text}\""));
        Assert.NotEmpty(form);
    }

    [Theory]
    [InlineData("sk-a/b+c=d\"")]
    [InlineData("sk-a/b+c=D\"e")]
    [InlineData("""sk-a\b+c=d\"e""")]
    [InlineData("""sk-a\u002gb+c=d"e""")]
    [InlineData("sk-a%2b+c=d\"e")]
    [InlineData("sk-a&b+c=d\"e")]
    [InlineData("""\\\\\\u002""")]
    public void What_is_another_text_stays(string text) => Assert.Equal(text, Mask.Apply(text));

    [Fact]
    public void A_secret_is_found_in_whatever_a_serializer_makes_of_it()
    {
        var random = new Random(20250101);
        for (int round = 0; round < 500; round++)
        {
            string secret = string.Concat(Enumerable.Range(0, random.Next(4, 40)).Select(_ => (char)random.Next('!', '~' + 1)));
            var mask = new SecretMask();
            mask.Add(secret);

            string json = JsonSerializer.Serialize("key: " + secret);
            Assert.Equal("\"key: ****\"", mask.Apply(json));
            Assert.DoesNotContain(secret, JsonSerializer.Deserialize<string>(mask.Apply(json))!, StringComparison.Ordinal);
            Assert.Equal("key: ****", mask.Apply("key: " + Uri.EscapeDataString(secret)));
            Assert.Equal("key: ****", mask.Apply("key: " + WebUtility.HtmlEncode(secret)));
            Assert.Equal("key: ****", mask.Apply("key: " + secret));
        }
    }

    [Theory]
    [InlineData("the key sk-a", "the key ****")]
    [InlineData("the key sk-a/b+c=d", "the key ****")]
    [InlineData("""the key sk-a\""", "the key ****")]
    [InlineData("""the key sk-a\u""", "the key ****")]
    [InlineData("""the key sk-a\u002""", "the key ****")]
    [InlineData("the key sk-a%", "the key ****")]
    [InlineData("the key sk-a%2", "the key ****")]
    [InlineData("the key sk-a&#x2", "the key ****")]
    [InlineData("""{"key":"sk-a\/b""", """{"key":"****""")]
    [InlineData("sk-a/b, the key sk-", "sk-a/b, the key sk-")]
    [InlineData("the key sk-a/b+c=d\"e and more", "the key **** and more")]
    public void At_the_end_of_a_text_that_was_cut_the_beginning_of_a_secret_is_masked(string text, string expected) =>
        Assert.Equal(expected, Mask.ApplyToExcerpt(text));

    [Theory]
    [InlineData("the key sk-a")]
    [InlineData("""the key sk-a\u002""")]
    public void A_whole_text_ends_with_what_it_says(string text) => Assert.Equal(text, Mask.Apply(text));

    [Fact]
    public void The_longer_of_two_secrets_counts_first()
    {
        var mask = new SecretMask();
        mask.Add("sk-12");
        mask.Add("sk-12345678");
        mask.Add("2345");

        Assert.Equal("**** ****", mask.Apply("sk-12345678 sk-12"));
    }

    [Theory]
    [InlineData("https://host/v1?key=geheim01", "geheim01 in ****", "**** in ****")]
    [InlineData("https://host/v1?api-version=2024-06-01&API-Key=geheim01", "2024-06-01 geheim01", "2024-06-01 ****")]
    [InlineData("https://host/v1?sig=a%2Fb%2Bcd", "a/b+cd a%2Fb%2Bcd a%2fb%2bcd", "**** **** ****")]
    [InlineData("https://me:geheim01@host/v1", "geheim01 me:geheim01", "**** ****")]
    [InlineData("https://host/v1?use_key=true", """{"stream":true}""", """{"stream":true}""")]
    [InlineData("https://host/v1?keys", "keys and v1", "keys and v1")]
    public void The_secrets_of_an_address_are_masked(string address, string text, string expected)
    {
        var mask = new SecretMask();
        mask.AddAddress(new Uri(address));

        Assert.Equal(expected, mask.Apply(text));
    }

    [Fact]
    public void A_text_full_of_escapes_takes_no_time()
    {
        string text = new string('\\', 200_000) + string.Concat(Enumerable.Repeat("%25", 50_000)) + new string('&', 100_000) + new string('+', 100_000);

        Assert.Equal(text, Mask.Apply(text));
        Assert.Equal(text, Mask.ApplyToExcerpt(text));
    }
}
