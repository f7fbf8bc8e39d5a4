using System;
using System.Threading.Tasks;
using Microsoft.Playwright;
using StreamPS.LoopbackServer;
using Xunit;

namespace StreamPS.Browser.Tests.Support;

/// <summary>A test with a service, a relay before it and the relay's page in a browser, all of its own. What no page may do fails every test.</summary>
public abstract class PageTest(Chromium chromium) : IAsyncLifetime
{
    private protected const string TestModel = OpenAIFrames.Model;

    private ChatServer? _server;
    private IBrowserContext? _context;
    private PageWatch? _watch;

    private protected ChatServer Server => _server!;

    private protected ChatRelay Relay { get; set; } = null!;

    private protected IBrowserContext Context => _context!;

    private protected IPage Page { get; private set; } = null!;

    private protected ILocator Message => Page.GetByRole(AriaRole.Textbox, new() { Name = "Message", Exact = true });

    private protected ILocator SendButton => Page.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true });

    private protected ILocator StopButton => Page.GetByRole(AriaRole.Button, new() { Name = "Stop" });

    private protected ILocator RetryButton => Replies.Last.GetByRole(AriaRole.Button, new() { Name = "Try again" });

    private protected ILocator Questions => Page.Locator(".question .bubble");

    private protected ILocator Replies => Page.Locator(".reply");

    /// <summary>The text of the last reply, without its reasoning.</summary>
    private protected ILocator ReplyText => Replies.Last.Locator("> .markdown");

    private protected ILocator Notice => Replies.Last.Locator(".notice > span");

    private protected virtual ChatRelayOptions RelayOptions => new() { Port = 0 };

    private protected virtual BrowserNewContextOptions ContextOptions => new() { Locale = "en-GB", ColorScheme = ColorScheme.Light, ViewportSize = new() { Width = 900, Height = 700 } };

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _context = await chromium.NewContextAsync(ContextOptions);
        _server = await ChatServer.StartAsync();
        SetModels(TestModel);
        Relay = StartRelay(RelayOptions);
        _watch = new PageWatch(_context, Relay.Address);
        Page = await OpenAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_context is not null)
            await _context.DisposeAsync();
        if (Relay is not null)
            await Relay.StopAsync();
        if (_server is not null)
            await _server.DisposeAsync();
        GC.SuppressFinalize(this);
        _watch?.Check();
    }

    private protected ChatRelay StartRelay(ChatRelayOptions options)
    {
        var client = new ChatClient(ChatProvider.FromBaseUri(Server.BaseUri), new ChatClientOptions { Retry = ChatRetryOptions.None });
        return ChatRelay.Start(client, options);
    }

    /// <summary>Opens the relay's page in a tab.</summary>
    private protected async Task<IPage> OpenAsync()
    {
        var page = await Context.NewPageAsync();
        await page.GotoAsync(Relay.Address.ToString());
        return page;
    }

    /// <summary>What the service answers when it's asked for its models.</summary>
    private protected void SetModels(params string[] names) =>
        Server.RespondAlways("/v1/models", LoopbackServer.Reply.Json(200, $$"""{"object":"list","data":[{{string.Join(',', Array.ConvertAll(names, name => $$"""{"id":"{{name}}","object":"model"}"""))}}]}"""));

    /// <summary>Types a question and sends it.</summary>
    private protected async Task AskAsync(string question = "Hello")
    {
        await Message.FillAsync(question);
        await Message.PressAsync("Enter");
    }

    /// <summary>Asks, and waits until the reply has ended.</summary>
    private protected async Task AskAsync(string question, Reply reply)
    {
        Server.Respond(reply);
        await AskAsync(question);
        await WaitForEndAsync();
    }

    /// <summary>Waits until nothing is being written.</summary>
    private protected Task WaitForEndAsync() => Assertions.Expect(Page.Locator("#log[aria-busy=false] > .reply:last-child .end > *").Last).ToBeAttachedAsync();

    /// <summary>A complete reply with a text in one piece.</summary>
    private protected static Reply Answer(string text) => AnswerInPieces(text);

    /// <summary>A complete reply with a text in several pieces.</summary>
    private protected static Reply AnswerInPieces(params string[] pieces) =>
        Begin(pieces).ThenFrames(OpenAIFrames.Finish(), OpenAIFrames.Done);

    /// <summary>A reply that has begun.</summary>
    private protected static Reply Begin(params string[] pieces) =>
        LoopbackServer.Reply.Frames(OpenAIFrames.Role()).ThenFrames(Array.ConvertAll(pieces, piece => OpenAIFrames.Content(piece)));

    private protected static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);
}
