using System;
using Xunit;

namespace StreamPS.Tests.Providers;

public sealed class MaskedAddressTests
{
    [Theory]
    [InlineData("https://api.moonshot.cn/v1", "https://api.moonshot.cn/v1")]
    [InlineData("https://host/v1?api-version=2024-06-01", "https://host/v1?api-version=2024-06-01")]
    [InlineData("https://host/v1?key=abc", "https://host/v1?key=****")]
    [InlineData("https://host/v1?alt=sse&KEY=abc&x=1", "https://host/v1?alt=sse&KEY=****&x=1")]
    [InlineData("https://host/v1?api%2Dkey=abc", "https://host/v1?api%2Dkey=****")]
    [InlineData("https://host/v1?x-functions-key=abc&code=def", "https://host/v1?x-functions-key=****&code=****")]
    [InlineData("https://host/v1?sv=2024&sig=a%2Fb%3D", "https://host/v1?sv=2024&sig=****")]
    [InlineData("https://host/v1?design=1&decode=2", "https://host/v1?design=1&decode=2")]
    [InlineData("https://host/v1#access_token=abc", "https://host/v1#access_token=****")]
    [InlineData("https://me:geheim@host/v1", "https://****@host/v1")]
    [InlineData("https://host/v1?mail=a@b", "https://host/v1?mail=a@b")]
    [InlineData("host/v1?token=abc", "host/v1?token=****")]
    [InlineData("me:geheim@host/v1", "****@host/v1")]
    [InlineData("v1?key=", "v1?key=****")]
    public void Secrets_in_an_address_are_not_shown(string address, string expected) => Assert.Equal(expected, MaskedAddress.Of(address));

    [Theory]
    [InlineData("https://host/v1?key=abc", true)]
    [InlineData("https://me@host/v1", true)]
    [InlineData("https://host/v1?key=", false)]
    [InlineData("https://host/v1?api-version=1", false)]
    [InlineData("https://host/v1", false)]
    public void An_address_says_whether_it_has_secrets(string address, bool expected) => Assert.Equal(expected, MaskedAddress.HasSecrets(new Uri(address)));

    [Theory]
    [InlineData("localhost:8080/v1?key=geheim01", "'localhost:8080/v1?key=****' isn't an address of a service: ")]
    [InlineData("ftp://me:geheim01@host/v1", "'ftp://****@host/v1' isn't an address of a service: ")]
    public void Nor_in_the_error_of_one_that_cannot_be_used(string address, string expected)
    {
        var exception = Assert.Throws<ChatInputException>(() => new ChatClient(ChatProvider.FromBaseUri(new Uri(address))));

        Assert.StartsWith(expected, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nor_in_the_error_of_a_proxy()
    {
        var options = new ChatClientOptions { Connection = new ConnectionOptions { Proxy = new Uri("ftp://me:geheim01@proxy") } };
        var exception = Assert.Throws<ChatInputException>(() => new ChatClient(ChatProvider.FromBaseUri(new Uri("http://host")), options));

        Assert.StartsWith("'ftp://****@proxy' isn't an address of a proxy: ", exception.Message, StringComparison.Ordinal);
    }
}
