using System;
using StreamPS.Protocols;
using Xunit;

namespace StreamPS.Tests.Protocols;

public sealed class EndpointTests
{
    [Theory]
    [InlineData("https://api.moonshot.cn/v1", "https://api.moonshot.cn/v1/chat/completions")]
    [InlineData("https://api.moonshot.cn/v1/", "https://api.moonshot.cn/v1/chat/completions")]
    [InlineData("https://api.moonshot.cn/v1//", "https://api.moonshot.cn/v1/chat/completions")]
    [InlineData("https://api.deepseek.com", "https://api.deepseek.com/chat/completions")]
    [InlineData("https://api.deepseek.com/", "https://api.deepseek.com/chat/completions")]
    [InlineData("https://api.moonshot.cn/v1/chat/completions", "https://api.moonshot.cn/v1/chat/completions")]
    [InlineData("https://api.moonshot.cn/v1/chat/completions/", "https://api.moonshot.cn/v1/chat/completions")]
    [InlineData("https://api.moonshot.cn/v1/Chat/Completions", "https://api.moonshot.cn/v1/Chat/Completions")]
    [InlineData("https://res.openai.azure.com/openai/deployments/gpt?api-version=2024-06-01", "https://res.openai.azure.com/openai/deployments/gpt/chat/completions?api-version=2024-06-01")]
    [InlineData("https://res.openai.azure.com/openai/deployments/gpt/chat/completions?api-version=1", "https://res.openai.azure.com/openai/deployments/gpt/chat/completions?api-version=1")]
    [InlineData("http://localhost:11434/v1", "http://localhost:11434/v1/chat/completions")]
    [InlineData("http://[::1]:8080/v1", "http://[::1]:8080/v1/chat/completions")]
    [InlineData("https://host/a%20b/v1", "https://host/a%20b/v1/chat/completions")]
    public void The_path_is_added_where_it_is_missing(string baseUri, string endpoint) =>
        Assert.Equal(endpoint, new OpenAIChatProtocol().GetEndpoint(new Uri(baseUri), new ChatRequest("x"), default).AbsoluteUri);

    [Theory]
    [InlineData("ftp://host/v1")]
    [InlineData("file:///tmp/x")]
    [InlineData("localhost:8080/v1")]
    public void An_address_that_is_no_web_address_is_refused(string address)
    {
        var exception = Assert.Throws<ChatInputException>(() => new ChatClient(ChatProvider.FromBaseUri(new Uri(address))));

        Assert.Equal(ChatErrorKind.InvalidRequest, exception.Kind);
        Assert.StartsWith($"'{address}' isn't an address of a service: it has to begin with http:// or https://", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_relative_address_is_refused()
    {
        var exception = Assert.Throws<ChatInputException>(() => new ChatClient(ChatProvider.FromBaseUri(new Uri("v1", UriKind.Relative))));

        Assert.Equal(ChatErrorKind.InvalidRequest, exception.Kind);
    }
}
