using System.Threading.Tasks;
using Microsoft.Playwright;
using StreamPS.Browser.Tests.Support;
using Xunit;

namespace StreamPS.Browser.Tests;

public sealed class ModelTests(Chromium chromium) : PageTest(chromium)
{
    private ILocator Chooser => Page.GetByRole(AriaRole.Combobox, new() { Name = "Model" });

    [Fact]
    public async Task One_model_is_named_and_not_chosen()
    {
        await Expect(Page.Locator("#model-name")).ToHaveTextAsync(TestModel);
        await Expect(Chooser).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Of_several_models_the_reader_chooses_one_and_it_stays_chosen()
    {
        await UseRelayWithModelsAsync("small", "large");
        await Expect(Chooser).ToHaveValueAsync("");
        await AskAsync("Hello", Answer("Hi"));
        Assert.False(Server.Requests[^1].Json.TryGetProperty("model", out _));

        await Chooser.SelectOptionAsync("large");
        await AskAsync("Hello", Answer("Hi"));
        Assert.Equal("large", Server.Requests[^1].Json.GetProperty("model").GetString());

        await Page.ReloadAsync();
        await Expect(Chooser).ToHaveValueAsync("large");
        await AskAsync("Hello", Answer("Hi"));
        Assert.Equal("large", Server.Requests[^1].Json.GetProperty("model").GetString());
    }

    // A relay keeps its list of models for a while.
    private async Task UseRelayWithModelsAsync(params string[] names)
    {
        int port = Relay.Port;
        await Relay.StopAsync();
        SetModels(names);
        Relay = StartRelay(new ChatRelayOptions { Port = port });
        await Page.ReloadAsync();
    }
}
