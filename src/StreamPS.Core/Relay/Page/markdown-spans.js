import { element } from './tree.js';

// What stands inside a line: emphasis, code, links. CommonMark, with three differences that chats want: a line break stays
// one, emphasis works next to Chinese and Japanese punctuation, and raw HTML is text. Images are links to them, since the
// page loads nothing from elsewhere.

const Deepest = 16;
const LongestLinkText = 200;
const LongestMark = 64;
const LongestRun = 8;
const Escapable = /[!-/:-@[-`{-~]/;
const Space = /\s/;
const Punctuation = /[\p{P}\p{S}]/u;
const EastAsian = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff00-\uffef]/u;
const BareAddress = /https?:\/\/[\w\-.~:/?#[\]@!$&'()*+,;=%]+/y;
const AngledAddress = /<((?:https?:\/\/|mailto:)[^\s<>]*|[\w.+-]+@[\w-]+(?:\.[\w-]+)+)>/iy;
const Entity = /&(?:#(\d{1,7})|#[xX]([\da-fA-F]{1,6})|(\w{2,8}));/y;
const Entities = {
    amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0', copy: '©', reg: '®', hellip: '…', ndash: '–', mdash: '—',
    lsquo: '‘', rsquo: '’', ldquo: '“', rdquo: '”', bull: '•', middot: '·', times: '×', deg: '°', rarr: '→', larr: '←', le: '≤', ge: '≥', ne: '≠',
};
const Ordinary = /[^\\`*_~[!<&h\n]+/y;

// A mark that has only begun to arrive: it could become any of several things, and shows with what follows.
const HalfArrived = /(?:\\?[*_~`]+|\\|!|&#?\w{0,8}|<(?:[a-z][^\s<>]*)?)$/i;

/**
 * The trees of a text.
 * @param {string} text
 * @param {boolean} open More of it is to come: what is marked and not closed yet is shown as if it were, so that nothing flickers.
 */
export function readSpans(text, open = false) {
    return new SpanReader(open ? withoutHalfArrived(text) : text, open).read();
}

function withoutHalfArrived(text) {
    const end = Math.max(0, text.length - LongestMark);
    return text.slice(0, end) + text.slice(end).replace(HalfArrived, '');
}

class SpanReader {
    #text;
    #open;
    #inLink;
    #lastLine;
    #position = 0;
    #missingCode = new Set();

    // The marks that are open, with what came after each; the first is the text itself.
    #frames = [{ mark: '', count: 0, nodes: [] }];

    constructor(text, open, inLink = false) {
        this.#text = text;
        this.#open = open;
        this.#inLink = inLink;
        this.#lastLine = text.lastIndexOf('\n') + 1;
    }

    read() {
        while (this.#position < this.#text.length) {
            this.#step();
        }
        while (this.#frames.length > 1) {
            this.#endFrame();
        }
        return this.#frames[0].nodes;
    }

    #step() {
        switch (this.#text[this.#position]) {
            case '\\': return this.#readEscape();
            case '`': return this.#readCode();
            case '*': case '_': case '~': return this.#readMark();
            case '!': case '[': return this.#readLink();
            case '<': return this.#readAngled();
            case '&': return this.#readEntity();
            case '\n': return this.#readBreak();
            case 'h': return this.#readAddress();
            default: return this.#add(this.#match(Ordinary)[0]);
        }
    }

    #match(pattern) {
        pattern.lastIndex = this.#position;
        return pattern.exec(this.#text);
    }

    /** Adds a node and goes on behind what it was made of. */
    #add(node, length = node.length) {
        this.#frames.at(-1).nodes.push(node);
        this.#position += length;
    }

    #readEscape() {
        const next = this.#text[this.#position + 1];
        if (next === '\n') {
            this.#add(element('br'), 2);
        } else if (next !== undefined && Escapable.test(next)) {
            this.#add(next, 2);
        } else {
            this.#add('\\');
        }
    }

    #readBreak() {
        const nodes = this.#frames.at(-1).nodes;
        if (typeof nodes.at(-1) === 'string') {
            nodes.push(nodes.pop().trimEnd());
        }
        const spaces = /^[ \t]*/.exec(this.#text.slice(this.#position + 1))[0].length;
        this.#add(element('br'), 1 + spaces);
    }

    #readCode() {
        const start = this.#position;
        const marks = /^`+/.exec(this.#text.slice(start))[0];
        const end = this.#findCodeEnd(start + marks.length, marks.length);
        if (end >= 0) {
            this.#add(codeSpan(this.#text.slice(start + marks.length, end)), end + marks.length - start);
        } else if (this.#open && start >= this.#lastLine) {
            this.#add(codeSpan(this.#text.slice(start + marks.length)), this.#text.length - start);
        } else {
            this.#add(marks);
        }
    }

    #findCodeEnd(start, length) {
        if (this.#missingCode.has(length)) {
            return -1;
        }
        const end = findCodeEnd(this.#text, start, length);
        if (end < 0) {
            // Looking for it again at every mark would take long in a text full of them.
            this.#missingCode.add(length);
        }
        return end;
    }

    #readMark() {
        const mark = this.#text[this.#position];
        const run = this.#runLength(mark);
        const { canOpen, canClose } = this.#flanks(mark, run);
        if (mark === '~' ? run !== 2 : run > LongestRun) {
            this.#add(mark.repeat(run));
            return;
        }
        const count = canClose ? this.#close(mark, run, canOpen) : run;
        if (count > 0 && canOpen && this.#frames.length < Deepest) {
            this.#frames.push({ mark, count, run, canClose, nodes: [], position: this.#position });
        } else {
            this.#add(mark.repeat(count), 0);
        }
        this.#position += run;
    }

    #runLength(mark) {
        let end = this.#position;
        while (this.#text[end] === mark) {
            end++;
        }
        return end - this.#position;
    }

    #flanks(mark, run) {
        const before = characterBefore(this.#text, this.#position);
        const after = characterAt(this.#text, this.#position + run);
        const beforeIsOutside = Space.test(before) || Punctuation.test(before);
        const afterIsOutside = Space.test(after) || Punctuation.test(after);
        const left = !Space.test(after) && (!Punctuation.test(after) || beforeIsOutside || EastAsian.test(before));
        const right = !Space.test(before) && (!Punctuation.test(before) || afterIsOutside || EastAsian.test(after));
        return mark === '_'
            ? { canOpen: left && (!right || beforeIsOutside), canClose: right && (!left || afterIsOutside) }
            : { canOpen: left, canClose: right };
    }

    /** Closes what these marks close, and says how many of them are left. */
    #close(mark, run, canOpen) {
        let count = run;
        while (count > 0) {
            const index = this.#frames.findLastIndex(frame => frame.mark === mark && pairs(frame, run, canOpen));
            if (index < 0) {
                break;
            }
            while (this.#frames.length > index + 1) {
                this.#spellOut();
            }
            count -= this.#wrap(Math.min(2, count, this.#frames[index].count));
        }
        return count;
    }

    /** Takes marks of the innermost frame for its content. */
    #wrap(count) {
        const frame = this.#frames.at(-1);
        const tag = frame.mark === '~' ? 's' : count === 2 ? 'strong' : 'em';
        const wrapped = element(tag, {}, frame.nodes);
        frame.count -= count;
        if (frame.count === 0) {
            this.#frames.pop();
            this.#frames.at(-1).nodes.push(wrapped);
        } else {
            frame.nodes = [wrapped];
        }
        return count;
    }

    /** Takes the marks of the innermost frame for text. */
    #spellOut() {
        const frame = this.#frames.pop();
        const nodes = this.#frames.at(-1).nodes;
        nodes.push(frame.mark.repeat(frame.count));
        for (const node of frame.nodes) {
            nodes.push(node);
        }
    }

    #endFrame() {
        const frame = this.#frames.at(-1);
        // A single mark inside a word is a product or a name rather than emphasis.
        const isMeant = frame.count > 1 || !frame.canClose;
        if (this.#open && isMeant && frame.position >= this.#lastLine && frame.nodes.length > 0) {
            this.#wrap(Math.min(2, frame.count));
        } else {
            this.#spellOut();
        }
    }

    #readLink() {
        const start = this.#position;
        const isImage = this.#text[start] === '!';
        const bracket = start + (isImage ? 1 : 0);
        if (this.#text[bracket] !== '[' || (this.#inLink && !isImage)) {
            this.#add(this.#text[start]);
            return;
        }
        const end = findTextEnd(this.#text, bracket);
        const isLast = this.#open && start >= this.#lastLine && this.#text.length - start < LongestLinkText;
        if (isLast && (end === Unfinished || end === this.#text.length - 1)) {
            // Whether this is a link will only be seen behind the bracket.
            this.#position = this.#text.length;
            return;
        }
        const target = end >= 0 ? readTarget(this.#text, end + 1, isLast) : null;
        if (target === null) {
            this.#add(isImage ? '![' : '[', bracket + 1 - start);
            return;
        }
        const text = this.#text.slice(bracket + 1, end);
        const nodes = new SpanReader(text, false, true).read();
        if (isImage && this.#inLink) {
            this.#add(element('span', {}, nodes), target.end - start);
        } else {
            this.#add(link(target.address, nodes.length > 0 ? nodes : [target.address]), target.end - start);
        }
    }

    #readAngled() {
        const found = this.#inLink ? null : this.#match(AngledAddress);
        if (found === null) {
            this.#add('<');
            return;
        }
        const isMail = !/^(?:https?|mailto):/i.test(found[1]);
        this.#add(link(isMail ? `mailto:${found[1]}` : found[1], [found[1]]), found[0].length);
    }

    #readAddress() {
        const isInWord = /\w/.test(characterBefore(this.#text, this.#position));
        const found = this.#inLink || isInWord ? null : this.#match(BareAddress);
        if (found === null) {
            this.#add('h');
            return;
        }
        const address = withoutTrailing(found[0]);
        this.#add(link(address, [address]), address.length);
    }

    #readEntity() {
        const found = this.#match(Entity);
        const character = found === null ? undefined : decodeEntity(found);
        if (character === undefined) {
            this.#add('&');
        } else {
            this.#add(character, found[0].length);
        }
    }
}

// CommonMark's rule of three: marks that could both open and close don't pair when their lengths add up to a multiple of three.
function pairs(frame, run, canOpen) {
    return !(canOpen || frame.canClose) || (frame.run + run) % 3 !== 0 || (frame.run % 3 === 0 && run % 3 === 0);
}

function codeSpan(text) {
    const line = text.replaceAll('\n', ' ');
    const isPadded = line.startsWith(' ') && line.endsWith(' ') && line.trim() !== '';
    return element('code', { dir: 'ltr' }, [isPadded ? line.slice(1, -1) : line]);
}

function findCodeEnd(text, start, length) {
    for (const found of text.slice(start).matchAll(/`+/g)) {
        if (found[0].length === length) {
            return start + found.index;
        }
    }
    return -1;
}

const Unfinished = -1;
const NoLink = -2;

/** The place of the bracket that closes the one given. */
function findTextEnd(text, bracket) {
    let depth = 0;
    const limit = Math.min(text.length, bracket + LongestLinkText);
    for (let i = bracket; i < limit; i++) {
        switch (text[i]) {
            case '\\':
                i++;
                break;
            case '`':
                i = skipCode(text, i);
                break;
            case '[':
                if (++depth > 8) {
                    return NoLink;
                }
                break;
            case ']':
                if (--depth === 0) {
                    return i;
                }
                break;
        }
    }
    return limit === text.length ? Unfinished : NoLink;
}

function skipCode(text, start) {
    const length = /^`+/.exec(text.slice(start, start + LongestLinkText))[0].length;
    const end = findCodeEnd(text.slice(0, start + LongestLinkText), start + length, length);
    return end < 0 ? start + length - 1 : end + length - 1;
}

/** Reads `(address "title")`; null if it is none. */
function readTarget(text, start, isLast) {
    const rest = text.slice(start, start + 4000);
    const found = /^\(\s*(?:<([^<>\n]*)>|((?:[^\s()\\]|\\.|\((?:[^\s()\\]|\\.)*\))*))(?:\s+(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\((?:[^()\\]|\\.)*\)))?\s*\)/.exec(rest);
    if (found !== null) {
        return { address: (found[1] ?? found[2]).replace(/\\([!-/:-@[-`{-~])/g, '$1'), end: start + found[0].length };
    }
    return isLast && /^\([^)\n]*$/.test(rest) ? { address: '', end: text.length } : null;
}

/** A link to an address that is safe to open; its text alone where it isn't. */
function link(address, children) {
    const isSafe = /^(?:https?:\/\/|mailto:)/i.test(address);
    return isSafe
        ? element('a', { href: address, target: '_blank', rel: 'noopener noreferrer' }, children)
        : element('a', {}, children);
}

/** An address in running text ends before the sentence's punctuation, and before a bracket that was opened outside. */
function withoutTrailing(address) {
    let end = address.length;
    for (;;) {
        const last = address[end - 1];
        const part = address.slice(0, end);
        if (/[?!.,:;*_~'"]/.test(last) || (last === ')' && part.split(')').length > part.split('(').length) || (last === ']' && !part.includes('['))) {
            end--;
        } else {
            return part;
        }
    }
}

function decodeEntity([, decimal, hexadecimal, name]) {
    if (name !== undefined) {
        return Object.hasOwn(Entities, name) ? Entities[name] : undefined;
    }
    const code = decimal !== undefined ? parseInt(decimal, 10) : parseInt(hexadecimal, 16);
    const isCharacter = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
    return isCharacter ? String.fromCodePoint(code) : '\ufffd';
}

// Beyond the ends is like a space.
function characterBefore(text, position) {
    const last = text[position - 1];
    return last === undefined ? ' ' : /[\udc00-\udfff]/.test(last) ? text.slice(position - 2, position) : last;
}

function characterAt(text, position) {
    return position < text.length ? String.fromCodePoint(text.codePointAt(position)) : ' ';
}
