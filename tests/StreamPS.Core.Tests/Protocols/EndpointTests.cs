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
    [InlineData(ChatProtocol.OpenAIChat, "https://host/v1/chat/completions", "https://host/v1")]
    [InlineData(ChatProtocol.OpenAIChat, "https://host/v1/Chat/Completions/", "https://host/v1")]
    [InlineData(ChatProtocol.OpenAIChat, "https://host/chat/completions?api-version=1", "https://host/?api-version=1")]
    [InlineData(ChatProtocol.OpenAIChat, "https://host/v1", "https://host/v1")]
    [InlineData(ChatProtocol.OpenAIChat, "https://host/v1/responses", "https://host/v1/responses")]
    [InlineData(ChatProtocol.OpenAIResponses, "https://host/v1/responses", "https://host/v1")]
    [InlineData(ChatProtocol.Anthropic, "https://host/v1/messages", "https://host/v1")]
    [InlineData(ChatProtocol.DashScope, "https://host/api/v1/services/aigc/text-generation/generation", "https://host/api/v1")]
    [InlineData(ChatProtocol.DashScope, "https://host/api/v1/services/aigc/multimodal-generation/generation", "https://host/api/v1")]
    [InlineData(ChatProtocol.Gemini, "https://host/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse", "https://host/v1beta")]
    [InlineData(ChatProtocol.Gemini, "https://host/v1beta/models/gemini-2.5-flash:generateContent?key=k&alt=sse", "https://host/v1beta?key=k")]
    [InlineData(ChatProtocol.Gemini, "https://host/v1beta/tunedModels/mine:streamGenerateContent?alt=sse&key=k", "https://host/v1beta?key=k")]
    [InlineData(ChatProtocol.Gemini, "https://host/v1beta?alt=json", "https://host/v1beta?alt=json")]
    [InlineData(ChatProtocol.Ollama, "http://localhost:11434/api/chat", "http://localhost:11434/")]
    public void The_path_is_taken_away_where_other_endpoints_are_looked_for(ChatProtocol protocol, string address, string baseUri) =>
        Assert.Equal(baseUri, new ChatClient(ChatProvider.FromBaseUri(new Uri(address)).Speaking(protocol)).BaseUri.AbsoluteUri);

    [Theory]
    [InlineData("https://host/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse", "https://host/v1beta/models/m:streamGenerateContent?alt=sse")]
    [InlineData("https://host/v1beta/models/m:generateContent?key=k", "https://host/v1beta/models/m:streamGenerateContent?key=k&alt=sse")]
    [InlineData("https://host/v1beta", "https://host/v1beta/models/m:streamGenerateContent?alt=sse")]
    public void The_model_that_is_asked_takes_the_place_of_one_in_the_address(string address, string endpoint) =>
        Assert.Equal(endpoint, new GeminiProtocol().GetEndpoint(new Uri(address), new ChatRequest("x"), new RequestFormat { Model = "m" }).AbsoluteUri);

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
