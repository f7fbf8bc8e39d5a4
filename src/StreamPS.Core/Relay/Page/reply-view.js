import { quietButton, textButton } from './buttons.js';
import { setLanguage } from './language.js';
import { MarkdownView } from './markdown.js';
import { texts } from './texts.js';
import { build, element } from './tree.js';

/** Shows a reply while it grows and when it has ended. */
export class ReplyView {
    #reasoning = build(element('details', { class: 'reasoning', hidden: '' }, [element('summary'), element('div', { class: 'markdown' })]));
    #waiting = build(element('p', { class: 'waiting', 'aria-hidden': 'true' }, [element('span'), element('span'), element('span')]));
    #text = build(element('div', { class: 'markdown' }));
    #end = build(element('div', { class: 'end' }));
    #reasoningPart;
    #textPart;

    constructor(reply) {
        this.reply = reply;
        this.root = build(element('article', { class: 'turn reply' }, [element('h2', { class: 'visually-hidden' }, [texts.reply])]));
        this.root.append(this.#reasoning, this.#text, this.#waiting, this.#end);
        this.#reasoningPart = new GrowingMarkdown(this.#reasoning.lastChild);
        this.#textPart = new GrowingMarkdown(this.#text);
        if (reply.state === 'writing') {
            this.show();
        } else {
            this.finish();
        }
    }

    /** Shows what has arrived. */
    show() {
        const { text, reasoning } = this.reply;
        this.#textPart.show(text);
        this.#reasoningPart.show(reasoning);
        this.#waiting.hidden = text !== '';
        this.#showReasoning();
    }

    /** Shows the whole reply with what belongs under it. */
    finish() {
        const { text, reasoning } = this.reply;
        this.#textPart.finish(text);
        this.#reasoningPart.finish(reasoning);
        this.#waiting.hidden = true;
        this.#showReasoning();
        setLanguage(this.#text, text);
        setLanguage(this.#reasoning.lastChild, reasoning);
        this.#showEnd();
    }

    #showReasoning() {
        const { reasoning, state, firstContent, firstToken, lastToken } = this.reply;
        this.#reasoning.hidden = reasoning === '';
        const isThinking = state === 'writing' && firstContent === null;
        const seconds = ((firstContent ?? lastToken) - firstToken) / 1000;
        const title = isThinking ? texts.reasoningNow : seconds >= 1 ? texts.reasoningFor(Math.round(seconds)) : texts.reasoning;
        const summary = this.#reasoning.firstChild;
        if (summary.textContent !== title) {
            summary.textContent = title;
        }
    }

    #showEnd() {
        this.#end.replaceChildren();
        const notice = noticeOf(this.reply);
        if (notice !== null) {
            const isError = this.reply.state === 'failed';
            const paragraph = build(element('p', { class: isError ? 'notice error' : 'notice' }, [element('span', { dir: 'auto' }, [notice])]));
            if (isError) {
                const needsToken = this.reply.error.kind === 'unauthorized';
                paragraph.append(' ', needsToken ? textButton(texts.tokenEnter, 'token') : textButton(texts.retry, 'retry'));
            }
            this.#end.append(paragraph);
        }
        const bar = build(element('div', { class: 'bar' }));
        if (this.reply.text !== '') {
            bar.append(quietButton('copy', texts.copyReply, 'copy-reply'));
        }
        if (this.reply.state !== 'failed') {
            bar.append(quietButton('again', texts.retry, 'retry'));
        }
        const figures = figuresOf(this.reply);
        if (figures.length > 0) {
            bar.append(build(element('span', { class: 'figures' }, figures.map(figure => element('span', {}, [figure])))));
        }
        if (bar.hasChildNodes()) {
            this.#end.append(bar);
        }
    }
}

/** What has to be said of a reply's end; null for nothing. */
export function noticeOf({ state, error, text, finishReason }) {
    if (state === 'stopped') {
        return texts.stopped;
    }
    if (state === 'failed') {
        switch (error.kind) {
            case 'refused': return texts.refused(error.status, error.message);
            case 'failed': return texts.failed(error.message);
            default: return texts[error.kind];
        }
    }
    switch (finishReason) {
        case 'length': return texts.length;
        case 'content_filter': return texts.filtered;
        case 'tool_calls': return texts.toolCalls;
        default: return text === '' ? texts.empty : null;
    }
}

function figuresOf({ model, usage, firstToken, lastToken }) {
    const figures = [];
    if (model !== null) {
        figures.push(model);
    }
    if (usage !== null) {
        figures.push(texts.tokens(usage.input, usage.output));
    }
    if (firstToken !== null) {
        figures.push(texts.firstToken((firstToken / 1000).toFixed(2)));
    }
    // A reply that comes in one piece has no speed.
    if (usage !== null && lastToken - firstToken > 100) {
        figures.push(texts.speed(Math.round(usage.output * 1000 / (lastToken - firstToken))));
    }
    return figures;
}

/** Markdown of which the whole text so far is given each time. */
class GrowingMarkdown {
    #view;
    #length = 0;

    constructor(root) {
        this.#view = new MarkdownView(root, texts);
    }

    show(text) {
        if (text.length > this.#length) {
            this.#append(text);
            this.#view.show();
        }
    }

    finish(text) {
        this.#append(text);
        this.#view.finish();
    }

    #append(text) {
        this.#view.append(text.slice(this.#length));
        this.#length = text.length;
    }
}
