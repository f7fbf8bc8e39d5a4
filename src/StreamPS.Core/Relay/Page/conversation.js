import { tab } from './storage.js';

/** What was asked. */
export class Question {
    role = 'user';

    constructor(text) {
        this.text = text;
    }
}

/** What was answered, and how far that got. */
export class Reply {
    role = 'assistant';
    text = '';
    reasoning = '';

    /** writing, complete, stopped or failed */
    state = 'writing';

    /** Of a failed one: the kind of a RelayError or `left`, its message and its status. */
    error = null;

    model = null;
    finishReason = null;
    usage = null;

    // Milliseconds since the request.
    firstToken = null;
    firstContent = null;
    lastToken = null;

    /** Takes in a part as Relay.ask yields it. */
    add(part, elapsed) {
        if (part.content || part.reasoning) {
            this.firstToken ??= elapsed;
            this.lastToken = elapsed;
        }
        if (part.content) {
            this.firstContent ??= elapsed;
            this.text += part.content;
        } else if (part.reasoning) {
            this.reasoning += part.reasoning;
        } else {
            Object.assign(this, part);
        }
    }

    fail(kind, message = '', status = 0) {
        this.state = 'failed';
        this.error = { kind, message, status };
    }
}

/** Questions and replies in turn. It survives a reload of the page. */
export class Conversation {
    turns = [];

    /** The conversation that the tab had before, or a new one. */
    static load() {
        const conversation = new Conversation();
        for (const turn of tab.read('conversation') ?? []) {
            conversation.turns.push(Object.assign(turn.role === 'user' ? new Question('') : new Reply(), turn));
        }
        const last = conversation.turns.at(-1);
        if (last?.state === 'writing') {
            last.fail('left');
        }
        return conversation;
    }

    get isEmpty() {
        return this.turns.length === 0;
    }

    /** The messages of a request: replies without a text say nothing to the model. */
    get messages() {
        return this.turns.filter(turn => turn.text !== '').map(({ role, text }) => ({ role, content: text }));
    }

    /** Takes back a turn and what came after it. */
    takeBack(turn) {
        this.turns.length = this.turns.indexOf(turn);
    }

    save() {
        tab.write('conversation', this.isEmpty ? null : this.turns);
    }
}
