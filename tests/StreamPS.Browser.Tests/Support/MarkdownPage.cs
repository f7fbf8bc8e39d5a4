namespace StreamPS.Browser.Tests.Support;

/// <summary>Scripts by which tests use the page's Markdown without a conversation.</summary>
internal static class MarkdownPage
{
    /// <summary>A function that shows pieces of a text one by one in a new node. Returns what it looks like after each, and at the end.</summary>
    public const string Show = """
        async pieces => {
            const { MarkdownView } = await import('/markdown.js');
            const root = document.createElement('div');
            const view = new MarkdownView(root, { copyCode: 'Copy', code: 'Code', table: 'Table' });
            const outline = node => {
                if (node.nodeType === Node.TEXT_NODE) {
                    return node.data;
                }
                if (node.matches('.code')) {
                    return `<code ${node.querySelector('.language').textContent}|${node.querySelector('pre').textContent}>`;
                }
                const inside = [...node.childNodes].map(outline).join('');
                if (node.matches('.table')) {
                    return inside;
                }
                const attributes = ['href', 'start', 'class'].filter(name => node.hasAttribute(name)).map(name => ` ${name}=${node.getAttribute(name)}`);
                return inside === '' ? `<${node.localName}${attributes.join('')}>` : `<${node.localName}${attributes.join('')}>${inside}</${node.localName}>`;
            };
            const steps = [];
            for (const piece of pieces) {
                view.append(piece);
                view.show();
                steps.push(root.textContent);
            }
            view.finish();
            return { steps, text: root.textContent, outline: [...root.childNodes].map(outline).join('\n'), html: root.innerHTML };
        }
        """;
}
