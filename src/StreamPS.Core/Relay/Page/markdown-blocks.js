import { element } from './tree.js';
import { readSpans } from './markdown-spans.js';

// The blocks of a text: paragraphs, headings, lists, quotes, code, tables and rules. A block is judged by its own lines and
// the one that follows, and that is what lets a growing text be read from its last blocks on.

const Deepest = 10;
const Fence = /^( {0,3})(`{3,}(?=[^`]*$)|~{3,})\s*(.*)$/;
const Heading = /^ {0,3}(#{1,6})(?=[ \t]|$)(.*)$/;
const Rule = /^ {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$/;
const Quote = /^ {0,3}> ?/;
const Item = /^( *)([-*+]|\d{1,9}[.)])(?:( +)(.*)|)$/;
const Underline = /^ {0,3}(=+|-+)[ \t]*$/;
const TableDivider = /^ {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;
const IndentedCode = /^ {4}/;

// What has arrived of a block so far shows nothing.
const Nothing = Symbol('nothing');

// A last line that could become more than one thing: it shows with what follows.
const HalfArrived = /^\s*(?:#{1,6}\s*|[-+*]|\d{1,9}[.)]?|>|=+|(?:[-*_][ \t]*)+|(?:`{3,}|~{3,})[^`]*|\|?[\s:|-]*)$/;

/**
 * The blocks of a text.
 * @param {string} text
 * @param {object} options
 * @param {boolean} options.open More of the text is to come.
 * @param {object} options.labels The words on the page: of the button that copies code, and of the boxes that scroll.
 * @returns {Array<{ start: number, tree: object }>} Each with its place in the text.
 */
export function readBlocks(text, { open = false, labels }) {
    const source = text.split('\n');
    const starts = [0];
    for (const line of source) {
        starts.push(starts.at(-1) + line.length + 1);
    }
    return new BlockReader(source.map(expandTabs), open, labels).read().map(({ line, tree }) => ({ start: starts[line], tree }));
}

class BlockReader {
    #lines;
    #open;
    #labels;
    #depth;
    #line = 0;
    #blocks = [];

    constructor(lines, open, labels, depth = 0) {
        this.#lines = lines;
        this.#open = open;
        this.#labels = labels;
        this.#depth = depth;
    }

    read() {
        while (this.#line < this.#lines.length) {
            if (isBlank(this.#current)) {
                this.#line++;
            } else {
                this.#readBlock();
            }
        }
        return this.#blocks;
    }

    get #current() {
        return this.#lines[this.#line];
    }

    /** Whether what ends here could go on: nothing follows, or no more than the beginning of a line. */
    get #isAtOpenEnd() {
        const rest = this.#lines.length - this.#line;
        return this.#open && (rest <= 0 || (rest === 1 && this.#current === ''));
    }

    #readBlock() {
        const start = this.#line;
        const tree = this.#readFence() ?? this.#readHeading() ?? this.#readRule() ?? this.#readQuote() ?? this.#readList()
            ?? this.#readIndentedCode() ?? this.#readTable() ?? this.#readParagraph();
        if (tree !== Nothing) {
            this.#blocks.push({ line: start, tree });
        }
    }

    #readInside(lines) {
        return new BlockReader(lines, this.#isAtOpenEnd, this.#labels, this.#depth + 1).read().map(block => block.tree);
    }

    #readFence() {
        const found = Fence.exec(this.#current);
        if (found === null || (this.#open && this.#line === this.#lines.length - 1)) {
            // The name of the language is still being written.
            return undefined;
        }
        const [, indent, fence, info] = found;
        const lines = [];
        const end = new RegExp(`^ {0,3}\\${fence[0]}{${fence.length},}[ \\t]*$`);
        const half = new RegExp(`^ {0,3}\\${fence[0]}{1,${fence.length}}$`);
        for (this.#line++; this.#line < this.#lines.length; this.#line++) {
            if (end.test(this.#current)) {
                this.#line++;
                return this.#code(lines, info);
            }
            lines.push(unindent(this.#current, indent.length));
        }
        if (lines.at(-1) === '' || (this.#open && half.test(lines.at(-1)))) {
            lines.pop();
        }
        return this.#code(lines, info);
    }

    #readIndentedCode() {
        if (!IndentedCode.test(this.#current)) {
            return undefined;
        }
        const lines = [];
        while (this.#line < this.#lines.length && (IndentedCode.test(this.#current) || isBlank(this.#current))) {
            lines.push(unindent(this.#current, 4));
            this.#line++;
        }
        return this.#code(withoutBlankEnd(lines), '');
    }

    #code(lines, info) {
        const language = info.split(/\s/)[0];
        return element('div', { class: 'code' }, [
            element('div', { class: 'code-head' }, [
                element('span', { class: 'language' }, [language]),
                element('button', { type: 'button', class: 'quiet', 'data-action': 'copy-code' }, [this.#labels.copyCode]),
            ]),
            // It scrolls sideways, so the keyboard has to reach it.
            element('pre', { tabindex: '0', dir: 'ltr', role: 'group', 'aria-label': language || this.#labels.code }, [element('code', {}, [lines.join('\n')])]),
        ]);
    }

    #readHeading() {
        const found = Heading.exec(this.#current);
        if (found === null || this.#isHalfArrived) {
            return undefined;
        }
        this.#line++;
        // The page's own headings go before: its name, and who wrote the message.
        const level = Math.min(6, found[1].length + 2);
        return this.#text(`h${level}`, found[2].trim().replace(/(?:^|[ \t])#+$/, '').trimEnd());
    }

    #readRule() {
        if (!Rule.test(this.#current) || this.#isHalfArrived) {
            return undefined;
        }
        this.#line++;
        return element('hr');
    }

    #readQuote() {
        if (!Quote.test(this.#current) || this.#depth >= Deepest) {
            return undefined;
        }
        const inner = new InnerLines();
        while (this.#line < this.#lines.length && (Quote.test(this.#current) || this.#continuesText(inner))) {
            inner.add(this.#current.replace(Quote, ''));
            this.#line++;
        }
        return element('blockquote', { dir: 'auto' }, this.#readInside(inner.lines));
    }

    #readList() {
        const first = Item.exec(this.#current);
        if (first === null || first[1].length > 3 || this.#depth >= Deepest || this.#isHalfArrived) {
            return undefined;
        }
        const kind = first[2].at(-1);
        const items = [];
        while (this.#line < this.#lines.length) {
            const item = Item.exec(this.#current);
            if (item === null || item[2].at(-1) !== kind || item[1].length > 3 || Rule.test(this.#current)) {
                break;
            }
            if (this.#isHalfArrived) {
                this.#line++;
                break;
            }
            items.push(this.#readItem(item));
            this.#skipBlanksBeforeItem();
        }
        if (/\d/.test(first[2])) {
            const start = parseInt(first[2], 10);
            return element('ol', start === 1 ? { dir: 'auto' } : { dir: 'auto', start: String(start) }, items);
        }
        return element('ul', { dir: 'auto' }, items);
    }

    #readItem([, indent, marker, spaces = ' ', content = '']) {
        // Content that is code from its first line on is indented by one space and code's four.
        const padding = spaces.length > 4 ? 1 : spaces.length;
        const width = indent.length + marker.length + padding;
        // Models often indent the lists inside by less than they should.
        const inside = Math.min(width, indent.length + 2);
        const inner = new InnerLines(spaces.slice(padding) + content);
        for (this.#line++; this.#line < this.#lines.length; this.#line++) {
            const line = this.#current;
            if (isBlank(line)) {
                if (!this.#itemGoesOn(inside)) {
                    break;
                }
                inner.add('');
            } else if (indentOf(line) >= inside) {
                inner.add(unindent(line, width));
            } else if (this.#continuesText(inner)) {
                inner.add(line.trimStart());
            } else {
                break;
            }
        }
        return element('li', { dir: 'auto' }, withTask(this.#readInside(inner.lines)));
    }

    /** Whether the next line that isn't blank belongs to the item, too. */
    #itemGoesOn(inside) {
        const next = this.#nextText();
        return next < this.#lines.length && indentOf(this.#lines[next]) >= inside;
    }

    #skipBlanksBeforeItem() {
        const next = this.#nextText();
        if (next < this.#lines.length && Item.test(this.#lines[next])) {
            this.#line = next;
        }
    }

    /** The next line that isn't blank. */
    #nextText() {
        let next = this.#line;
        while (next < this.#lines.length && isBlank(this.#lines[next])) {
            next++;
        }
        return next;
    }

    #readTable() {
        if (!this.#isTable()) {
            return undefined;
        }
        const head = cells(this.#current);
        const sides = cells(this.#lines[this.#line + 1]).map(side);
        const rows = [];
        for (this.#line += 2; this.#line < this.#lines.length; this.#line++) {
            if (isBlank(this.#current) || this.#beginsOther(this.#current)) {
                break;
            }
            rows.push(cells(this.#current));
        }
        const isOpen = this.#isAtOpenEnd;
        const row = (tag, texts, isLast) => element('tr', {}, sides.map((attributes, i) =>
            element(tag, tag === 'th' ? { ...attributes, scope: 'col' } : attributes, readSpans(texts[i] ?? '', isLast && i >= texts.length - 1))));
        return element('div', { class: 'table', tabindex: '0', role: 'group', 'aria-label': this.#labels.table }, [
            element('table', {}, [
                element('thead', {}, [row('th', head, false)]),
                element('tbody', {}, rows.map((texts, i) => row('td', texts, isOpen && i === rows.length - 1))),
            ]),
        ]);
    }

    #isTable() {
        const divider = this.#lines[this.#line + 1];
        return divider !== undefined
            && this.#current.includes('|')
            && TableDivider.test(divider)
            && (divider.includes('|') || divider.includes(':'))
            && cells(divider).length === cells(this.#current).length
            && !(this.#open && this.#line + 2 === this.#lines.length);
    }

    #readParagraph() {
        const lines = [];
        while (this.#line < this.#lines.length && !isBlank(this.#current)) {
            if (lines.length > 0) {
                const underline = this.#isHalfArrived ? null : Underline.exec(this.#current);
                if (underline !== null) {
                    this.#line++;
                    return this.#text(underline[1][0] === '=' ? 'h3' : 'h4', lines.join('\n'));
                }
                if (this.#beginsOther(this.#current) || this.#isTable()) {
                    break;
                }
            }
            lines.push(this.#current.trimStart());
            this.#line++;
        }
        if (this.#isAtOpenEnd) {
            dropHalfArrived(lines);
        }
        const paragraph = this.#text('p', lines.join('\n').trimEnd());
        return paragraph.children.length > 0 ? paragraph : Nothing;
    }

    #text(tag, text) {
        return element(tag, { dir: 'auto' }, readSpans(text, this.#isAtOpenEnd));
    }

    /** Whether a line goes on with the paragraph that the lines inside end in, though it lacks their mark. */
    #continuesText(inner) {
        const last = inner.lines.at(-1) ?? '';
        return !isBlank(last) && !isBlank(this.#current) && !inner.isInFence
            && !Item.test(this.#current) && !this.#beginsOther(this.#current) && !this.#beginsOther(last);
    }

    #beginsOther(line) {
        const item = Item.exec(line);
        return Fence.test(line) || Heading.test(line) || Rule.test(line) || Quote.test(line)
            || (item !== null && item[1].length <= 3 && item[4] !== undefined && item[4] !== '' && (/^(?:[-*+]|1[.)])$/.test(item[2])));
    }

    /** Whether a line is the last one and has arrived so far that nobody can tell what it becomes. */
    get #isHalfArrived() {
        return this.#open && this.#line === this.#lines.length - 1 && HalfArrived.test(this.#current);
    }
}

/** The lines of a quote or of a list's item, without its marks. */
class InnerLines {
    #fence = null;
    lines = [];

    constructor(...lines) {
        lines.forEach(line => this.add(line));
    }

    get isInFence() {
        return this.#fence !== null;
    }

    add(line) {
        this.lines.push(line);
        const found = /^ {0,3}(`{3,}|~{3,})/.exec(line);
        if (found !== null && this.#fence === null) {
            this.#fence = found[1];
        } else if (found !== null && found[1].startsWith(this.#fence)) {
            this.#fence = null;
        }
    }
}

function isBlank(line) {
    return /^\s*$/.test(line);
}

function indentOf(line) {
    return line.length - line.trimStart().length;
}

function unindent(line, width) {
    return line.slice(Math.min(width, indentOf(line)));
}

function expandTabs(line) {
    const indent = /^[ \t]*/.exec(line)[0];
    if (!indent.includes('\t')) {
        return line;
    }
    let width = 0;
    for (const character of indent) {
        width += character === '\t' ? 4 - width % 4 : 1;
    }
    return ' '.repeat(width) + line.slice(indent.length);
}

function withoutBlankEnd(lines) {
    const last = lines.findLastIndex(line => !isBlank(line));
    return lines.slice(0, last + 1);
}

/** The head of a table looks like text until the line below it has arrived, and a mark like text until its space has. */
function dropHalfArrived(lines) {
    if (HalfArrived.test(lines.at(-1))) {
        lines.pop();
    }
    if (lines.length > 0 && /^\s*\|/.test(lines.at(-1))) {
        lines.pop();
    }
}

function cells(line) {
    const trimmed = line.trim().replace(/^\|/, '').replace(/(^|[^\\])\|$/, '$1');
    return trimmed.split(/(?<!\\)\|/).map(cell => cell.trim().replaceAll('\\|', '|'));
}

function side(divider) {
    const left = divider.startsWith(':');
    const right = divider.endsWith(':');
    return right ? { class: left ? 'center' : 'end' } : {};
}

function withTask(trees) {
    const first = trees[0];
    const text = first?.tag === 'p' ? first.children[0] : undefined;
    const found = typeof text === 'string' ? /^\[([ xX])\]\s/.exec(text) : null;
    if (found === null) {
        return trees;
    }
    const box = found[1] === ' ' ? '☐ ' : '☑ ';
    return [element('p', first.attributes, [box + text.slice(found[0].length), ...first.children.slice(1)]), ...trees.slice(1)];
}
