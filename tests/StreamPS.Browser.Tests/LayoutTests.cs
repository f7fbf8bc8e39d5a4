using System.Threading.Tasks;
using StreamPS.Browser.Tests.Support;
using Xunit;

namespace StreamPS.Browser.Tests;

public sealed class LayoutTests(Chromium chromium) : PageTest(chromium)
{
    private const string Wide = """
        AWordThatIsMuchTooLongForAnyScreenOfAnyTelephoneThatAnybodyHasEverHadAndThenSomeMore and `code.that.is.long.too.and.has.no.spaces.in.it.at.all()`

        ```
        a line of code that is wider than any telephone, and that nobody wants to have wrapped, because it is code
        ```

        | a column with words | another column with words | a third | a fourth column | a fifth column |
        |---|---|---|---|---|
        | 1 | 2 | 3 | 4 | 5 |

        1. One
           - two
             - three
               - four https://example.com/a/very/long/address/that/goes/on/and/on/and/on/and/on
        """;

    [Theory]
    [InlineData(320, 480)]
    [InlineData(768, 1024)]
    [InlineData(1920, 1080)]
    public async Task Nothing_is_wider_than_the_screen(int width, int height)
    {
        await Page.SetViewportSizeAsync(width, height);
        SetModels("a-model-with-a-name-that-is-rather-long-for-a-telephone", "another");

        await AskAsync("AQuestionWithoutAnySpacesInItThatIsLongerThanTheScreenIsWideBecauseSomebodyPastedIt", Answer(Wide));

        Assert.Equal(width, await Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.Equal("", await Page.EvaluateAsync<string>("""
            () => [...document.querySelectorAll('header *, .turn, .bubble, .reply > *, .markdown > *, footer *')]
                .filter(node => node.checkVisibility() && (node.getBoundingClientRect().right > innerWidth || node.getBoundingClientRect().left < 0))
                .filter(node => getComputedStyle(node).clipPath === 'none')
                .map(node => `${node.tagName} ${node.className}`)
                .join()
            """));
    }

    [Fact]
    public async Task Code_and_tables_that_are_wider_than_the_screen_scroll_by_themselves()
    {
        await Page.SetViewportSizeAsync(320, 480);
        await AskAsync("Hello", Answer(Wide));

        foreach (string wide in new[] { "pre", ".table" })
        {
            await ReplyText.Locator(wide).FocusAsync();
            await Page.Keyboard.PressAsync("ArrowRight");
            await Page.WaitForFunctionAsync("selector => document.querySelector(selector).scrollLeft > 0", wide);
        }

        Assert.Equal(0, await Page.EvaluateAsync<double>("scrollX"));
    }

    [Fact]
    public async Task The_message_grows_with_its_lines_and_leaves_room_for_the_conversation()
    {
        double one = await HeightAsync();
        await Message.FillAsync("1\n2\n3\n4");
        double four = await HeightAsync();
        await Message.FillAsync(new string('\n', 100));
        double hundred = await HeightAsync();

        Assert.InRange(four, one * 2, one * 4);
        Assert.InRange(hundred, four, 700 * 0.4 + 1);
    }

    private Task<double> HeightAsync() => Message.EvaluateAsync<double>("node => node.offsetHeight");
}
