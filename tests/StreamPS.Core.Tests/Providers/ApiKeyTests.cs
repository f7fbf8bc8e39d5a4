using System;
using System.Collections.Generic;
using System.Net;
using Xunit;

namespace StreamPS.Tests.Providers;

public sealed class ApiKeyTests
{
    [Fact]
    public void A_key_is_never_shown()
    {
        var key = new ApiKey("sk-secret");

        Assert.Equal("****", key.ToString());
        Assert.Equal("****", $"{key}");
        Assert.Empty(typeof(ApiKey).GetProperties());
        Assert.Empty(typeof(ApiKey).GetFields());
    }

    [Fact]
    public void Space_around_a_key_is_dropped() => Assert.Equal("sk-secret", new ApiKey(" sk-secret\r\n").Reveal());

    [Fact]
    public void A_key_can_come_as_a_secure_string() => Assert.Equal("sk-secret", new ApiKey(new NetworkCredential("", "sk-secret").SecurePassword).Reveal());

    [Theory]
    [InlineData("")]
    [InlineData(" \n")]
    public void An_empty_key_is_none(string value)
    {
        var exception = Assert.Throws<ChatInputException>(() => new ApiKey(value));

        Assert.Equal(ChatErrorKind.ApiKeyMissing, exception.Kind);
        Assert.Equal("The key is empty.", exception.Message);
    }

    [Theory]
    [InlineData("sk secret")]
    [InlineData("sk-\nsecret")]
    [InlineData("sk-sécret")]
    [InlineData("sk-\u0000")]
    public void A_key_that_cannot_be_sent_is_refused_and_not_shown(string value)
    {
        var exception = Assert.Throws<ChatInputException>(() => new ApiKey(value));

        Assert.Equal(ChatErrorKind.InvalidRequest, exception.Kind);
        Assert.DoesNotContain("secret", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_provider_without_its_key_names_the_variable_and_the_demo()
    {
        var exception = Assert.Throws<ChatInputException>(() => new ChatClient(ChatProviders.Get("Moonshot")));

        Assert.Equal(ChatErrorKind.ApiKeyMissing, exception.Kind);
        Assert.Equal("Moonshot needs a key: set the environment variable MOONSHOT_API_KEY or give a key. The Demo provider needs none.", exception.Message);
        Assert.Null(exception.Completion);
    }

    [Fact]
    public void An_authorization_of_ones_own_takes_the_place_of_the_key()
    {
        var options = new ChatClientOptions { Headers = new Dictionary<string, string> { ["authorization"] = "Bearer x" } };

        Assert.Equal("Moonshot", new ChatClient(ChatProviders.Get("Moonshot"), options).Provider.Name);
    }

    [Fact]
    public void Texts_are_masked_wherever_a_secret_stands()
    {
        var mask = new SecretMask();
        mask.Add("sk-1234");
        mask.Add("abc");
        mask.AddHeader("X-Api-Key", "Scheme header-secret");
        mask.AddHeader("X-Title", "public");

        Assert.Equal("****/**** **** **** abc public", mask.Apply("sk-1234/sk-1234 Scheme header-secret header-secret abc public"));
    }
}
