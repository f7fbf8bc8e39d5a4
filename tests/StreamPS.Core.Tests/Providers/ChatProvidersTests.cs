using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace StreamPS.Tests.Providers;

public sealed class ChatProvidersTests
{
    private const string Names =
        "OpenAI, OpenAIResponses, AzureOpenAI, Anthropic, Moonshot, MoonshotGlobal, MegaLLM, MegaLLMAnthropic, DashScope, "
        + "DashScopeIntl, DashScopeNative, DashScopeNativeIntl, DeepSeek, Gemini, OpenRouter, Groq, Mistral, XAI, "
        + "Zhipu, SiliconFlow, Ollama, LMStudio, LlamaCpp, VLLM, Demo";

    [Fact]
    public void The_catalogue_has_the_services_of_the_guides()
    {
        Assert.Equal(Names, string.Join(", ", ChatProviders.All.Select(provider => provider.Name)));
        Assert.Equal("https://api.moonshot.cn/v1", ChatProviders.Get("Moonshot").BaseUri?.AbsoluteUri);
        Assert.Equal("https://ai.megallm.io/v1", ChatProviders.Get("MegaLLM").BaseUri?.AbsoluteUri);
        Assert.Equal("https://dashscope.aliyuncs.com/compatible-mode/v1", ChatProviders.Get("DashScope").BaseUri?.AbsoluteUri);
        Assert.Equal("https://dashscope.aliyuncs.com/api/v1", ChatProviders.Get("DashScopeNative").BaseUri?.AbsoluteUri);
        Assert.Equal("https://api.openai.com/v1", ChatProviders.Get("OpenAI").BaseUri?.AbsoluteUri);
        Assert.Equal(ChatProtocol.Anthropic, ChatProviders.Get("Claude").Protocol);
        Assert.Equal(ChatProtocol.Ollama, ChatProviders.Get("Ollama").Protocol);
    }

    [Fact]
    public void Every_entry_can_be_used()
    {
        string[] names = [.. ChatProviders.All.SelectMany(provider => provider.Aliases.Prepend(provider.Name))];
        Assert.Equal(names.Length, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(ChatProviders.All, provider =>
        {
            var addressed = provider.WithAddress(_ => "https://res.openai.azure.com/openai/v1");
            _ = new ChatClient(addressed, new ChatClientOptions { ApiKey = new ApiKey("some-key") });
            Assert.Equal(provider.Name, provider.ToString());
            bool isHere = addressed.BaseUri!.IsLoopback || provider.Name == "Demo";
            Assert.Equal(isHere, provider.KeyVariable is null);
            Assert.Equal(isHere ? "http" : "https", addressed.BaseUri.Scheme);
        });
    }

    [Fact]
    public void A_provider_without_an_address_of_its_own_says_where_to_put_it()
    {
        var exception = Assert.Throws<ChatInputException>(() => new ChatClient(ChatProviders.Get("Azure"), new ChatClientOptions { ApiKey = new ApiKey("some-key") }));

        Assert.Equal(ChatErrorKind.InvalidRequest, exception.Kind);
        Assert.Equal("AzureOpenAI has an address of its own for each customer: set the environment variable AZURE_OPENAI_ENDPOINT or give the address.", exception.Message);
    }

    [Fact]
    public void Two_formats_with_one_key_count_as_one_service() => Assert.Equal("MegaLLM", Choose("MEGALLM_API_KEY=x").Name);

    [Theory]
    [InlineData("Moonshot", "Moonshot")]
    [InlineData("moonshot", "Moonshot")]
    [InlineData("KIMI", "Moonshot")]
    [InlineData("Qwen", "DashScope")]
    [InlineData("demo", "Demo")]
    public void A_provider_is_found_by_name_or_alias_in_any_case(string name, string provider) => Assert.Equal(provider, ChatProviders.Get(name).Name);

    [Theory]
    [InlineData("Nobody")]
    [InlineData("")]
    [InlineData("Open AI")]
    public void An_unknown_name_lists_the_known_ones(string name)
    {
        var exception = Assert.Throws<ChatInputException>(() => ChatProviders.Get(name));

        Assert.Equal(ChatErrorKind.UnknownProvider, exception.Kind);
        Assert.Equal($"There is no provider '{name}'. The known ones are {Names}.", exception.Message);
    }

    [Theory]
    [InlineData("Moonshot", "STREAMPS_PROVIDER=Moonshot")]
    [InlineData("DashScope", "STREAMPS_PROVIDER=qwen")]
    [InlineData("Demo", "STREAMPS_PROVIDER=Demo", "OPENAI_API_KEY=x", "MOONSHOT_API_KEY=y")]
    [InlineData("OpenAI", "OPENAI_API_KEY=x")]
    [InlineData("Moonshot", "MOONSHOT_API_KEY=x", "OPENAI_API_KEY=")]
    [InlineData("MegaLLM", "MEGALLM_API_KEY=x", "STREAMPS_PROVIDER=")]
    [InlineData("DashScope", "DASHSCOPE_API_KEY=x")]
    public void The_environment_chooses(string provider, params string[] environment) => Assert.Equal(provider, Choose(environment).Name);

    [Fact]
    public void Without_anything_in_the_environment_nothing_is_chosen()
    {
        var exception = Assert.Throws<ChatInputException>(() => Choose());

        Assert.Equal(ChatErrorKind.ProviderNotChosen, exception.Kind);
        Assert.Equal($"No provider was named, and the environment has no key of one. Name one of {Names}; Demo needs no key and no network.", exception.Message);
    }

    [Fact]
    public void Of_several_keys_none_is_chosen()
    {
        var exception = Assert.Throws<ChatInputException>(() => Choose("OPENAI_API_KEY=x", "MOONSHOT_API_KEY=secret"));

        Assert.Equal(ChatErrorKind.ProviderNotChosen, exception.Kind);
        Assert.Equal("The environment has the keys of OpenAI, Moonshot: name the one to use, set a default with Set-ChatProvider, or set STREAMPS_PROVIDER.", exception.Message);
    }

    [Fact]
    public void A_wrong_name_in_the_environment_is_an_unknown_provider() =>
        Assert.Equal(ChatErrorKind.UnknownProvider, Assert.Throws<ChatInputException>(() => Choose("STREAMPS_PROVIDER=nobody", "OPENAI_API_KEY=x")).Kind);

    [Fact]
    public void A_provider_at_another_address_keeps_the_rest()
    {
        var moved = ChatProviders.Get("OpenAI").At(new Uri("http://127.0.0.1:1/v1"));

        Assert.Equal("OpenAI", moved.Name);
        Assert.Equal("OPENAI_API_KEY", moved.KeyVariable);
        Assert.Equal(ChatProviders.Get("OpenAI").DefaultModel, moved.DefaultModel);
        Assert.Equal("http://127.0.0.1:1/v1", moved.BaseUri?.AbsoluteUri);
        Assert.Equal("https://api.openai.com/v1", ChatProviders.Get("OpenAI").BaseUri?.AbsoluteUri);
    }

    [Fact]
    public void The_demo_provider_at_an_address_is_a_service_there()
    {
        var moved = ChatProviders.Get("Demo").At(new Uri("http://127.0.0.1:1/v1"));

        Assert.Equal("Custom", moved.Name);
        Assert.Null(moved.DefaultModel);
    }

    private static ChatProvider Choose(params string[] environment)
    {
        Dictionary<string, string> variables = environment.Select(entry => entry.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        return ChatProviders.Choose(variables.GetValueOrDefault);
    }
}
