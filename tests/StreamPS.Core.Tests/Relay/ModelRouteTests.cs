using System;
using System.Linq;
using System.Net.Http;
using System.Text.Json;
using System.Threading.Tasks;
using StreamPS.LoopbackServer;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Relay;

/// <summary>The models that a relay offers.</summary>
public sealed class ModelRouteTests : RelayTest
{
    private async Task<(int Status, JsonElement Body)> GetAsync(ChatRelay relay, string path = "/v1/models")
    {
        using var response = await Http.GetAsync(new Uri(relay.Address, path));
        return ((int)response.StatusCode, JsonElement.Parse(await response.Content.ReadAsStringAsync()));
    }

    private static string Ids(JsonElement list) => string.Join(' ', list.GetProperty("data").EnumerateArray().Select(model => $"{model.GetProperty("id").GetString()}/{model.GetProperty("owned_by").GetString()}"));

    [Fact]
    public async Task Are_those_of_the_service_and_kept_for_a_minute()
    {
        var clock = new ManualClock();
        Server.Respond("/v1/models", Reply.Json(200, """{"data":[{"id":"b","owned_by":"me"},{"id":"a/b c"}]}"""), Reply.Json(200, """{"data":[{"id":"new"}]}"""));
        var relay = StartRelay(client: CreateClient(clock));

        Assert.Equal("a/b c/Custom b/me", Ids((await GetAsync(relay)).Body));
        clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal("a/b c/Custom b/me", Ids((await GetAsync(relay)).Body));
        var one = await GetAsync(relay, "/v1/models/a%2Fb%20c");
        Assert.Equal((200, "a/b c"), (one.Status, one.Body.GetProperty("id").GetString()));
        Assert.Equal(404, (await GetAsync(relay, "/v1/models/none")).Status);
        Assert.Equal(404, (await GetAsync(relay, "/v1/models/")).Status);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("new/Custom", Ids((await GetAsync(relay)).Body));
    }

    [Fact]
    public async Task Are_the_providers_own_where_the_service_has_no_list()
    {
        var relay = StartRelay(client: CreateClient("DashScopeNative"));

        var (status, body) = await GetAsync(relay);

        Assert.Equal((200, $"{ChatProviders.Get("DashScopeNative").DefaultModel}/DashScopeNative"), (status, Ids(body)));
        Assert.Empty(Server.Requests);
    }

    [Fact]
    public async Task Are_an_error_where_the_service_fails()
    {
        Server.Respond(Reply.Json(401, """{"error":{"message":"Bad key"}}"""));
        var relay = StartRelay();

        var (status, body) = await GetAsync(relay);

        Assert.Equal((502, "upstream_authentication"), (status, body.GetProperty("error").GetProperty("code").GetString()));
        Assert.Equal("Unauthorized", Assert.Single(relay.LastErrors).Kind);
    }
}
