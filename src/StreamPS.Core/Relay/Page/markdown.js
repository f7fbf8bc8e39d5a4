import { readBlocks } from './markdown-blocks.js';
import { update } from './tree.js';

// What arrives can change the last block, and divide it in two when a table's head turns out to be one.
const Unsettled = 2;

/** Shows Markdown that grows. Blocks that are finished are neither read nor touched again. */
export class MarkdownView {
    #root;
    #labels;
    #text = '';
    #endsInReturn = false;
    #settled = 0;
    #shown = [];

    /**
     * @param {Element} root Where it shows; nothing else may change what's inside.
     * @param {object} labels The words for buttons and boxes.
     */
    constructor(root, labels) {
        this.#root = root;
        this.#labels = labels;
        root.replaceChildren();
    }

    /** Adds text. It shows with the next call of show or finish. */
    append(text) {
        const rest = this.#endsInReturn && text.startsWith('\n') ? text.slice(1) : text;
        this.#endsInReturn = text.endsWith('\r');
        this.#text += rest.replace(/\r\n?/g, '\n');
    }

    /** Shows what has arrived. */
    show() {
        this.#render(true);
    }

    /** Shows what has arrived, and no more comes. */
    finish() {
        this.#render(false);
    }

    #render(open) {
        const blocks = readBlocks(this.#text, { open, labels: this.#labels });
        const trees = blocks.map(block => block.tree);
        update(this.#root, this.#shown, trees, this.#settled);

        const settled = Math.max(0, blocks.length - Unsettled);
        if (settled > 0) {
            this.#text = this.#text.slice(blocks[settled].start);
            this.#settled += settled;
        }
        this.#shown = trees.slice(settled);
    }
}
