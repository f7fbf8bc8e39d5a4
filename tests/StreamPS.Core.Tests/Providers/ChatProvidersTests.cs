using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace StreamPS.Tests.Providers;

public sealed class ChatProvidersTests
{
    [Fact]
    public void The_catalogue_has_the_services_of_the_guides()
    {
        Assert.Equal(["OpenAI", "Moonshot", "MegaLLM", "DashScope", "Demo"], ChatProviders.All.Select(provider => provider.Name));
        Assert.Equal("https://api.moonshot.cn/v1", ChatProviders.Get("Moonshot").BaseUri.AbsoluteUri);
        Assert.Equal("https://ai.megallm.io/v1", ChatProviders.Get("MegaLLM").BaseUri.AbsoluteUri);
        Assert.Equal("https://dashscope.aliyuncs.com/compatible-mode/v1", ChatProviders.Get("DashScope").BaseUri.AbsoluteUri);
        Assert.Equal("https://api.openai.com/v1", ChatProviders.Get("OpenAI").BaseUri.AbsoluteUri);
    }

    [Fact]
    public void Every_entry_can_be_used()
    {
        string[] names = [.. ChatProviders.All.SelectMany(provider => provider.Aliases.Prepend(provider.Name))];
        Assert.Equal(names.Length, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(ChatProviders.All, provider =>
        {
            var client = new ChatClient(provider, new ChatClientOptions { ApiKey = new ApiKey("some-key") });
            Assert.EndsWith("/chat/completions", client.Endpoint.AbsolutePath, StringComparison.Ordinal);
            Assert.Equal(provider.Name, provider.ToString());
            Assert.NotNull(provider.DefaultModel);
            Assert.Equal(provider.Name == "Demo", provider.KeyVariable is null);
            Assert.Equal(provider.Name == "Demo" ? "http" : "https", provider.BaseUri.Scheme);
        });
    }

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
        Assert.Equal($"There is no provider '{name}'. The known ones are OpenAI, Moonshot, MegaLLM, DashScope, Demo.", exception.Message);
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
        Assert.Equal("No provider was named, and the environment has no key of one. Name one of OpenAI, Moonshot, MegaLLM, DashScope, Demo; Demo needs no key and no network.", exception.Message);
    }

    [Fact]
    public void Of_several_keys_none_is_chosen()
    {
        var exception = Assert.Throws<ChatInputException>(() => Choose("OPENAI_API_KEY=x", "MOONSHOT_API_KEY=secret"));

        Assert.Equal(ChatErrorKind.ProviderNotChosen, exception.Kind);
        Assert.Equal("The environment has the keys of OpenAI, Moonshot: name the one to use, or set STREAMPS_PROVIDER.", exception.Message);
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
        Assert.Equal("http://127.0.0.1:1/v1", moved.BaseUri.AbsoluteUri);
        Assert.Equal("https://api.openai.com/v1", ChatProviders.Get("OpenAI").BaseUri.AbsoluteUri);
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
