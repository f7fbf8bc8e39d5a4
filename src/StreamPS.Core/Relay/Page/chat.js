import { copy } from './clipboard.js';
import { Question, Reply } from './conversation.js';
import { QuestionView } from './question-view.js';
import { noticeOf, ReplyView } from './reply-view.js';
import { texts } from './texts.js';

const LongestAnnouncement = 500;
const SaveEvery = 1000;

// Why a request was aborted.
const Stopped = 'stopped';
const Left = 'left';

/** The conversation on the page: asks, shows, stops and tries again. */
export class Chat {
    #relay;
    #conversation;
    #log;
    #follower;
    #announce;
    #writing = null;
    #views = [];

    /** Told when a reply begins and when it has ended. */
    onChange = () => {};

    /** Told when the relay wants its token. */
    onTokenWanted = () => {};

    /** The model to ask; undefined for the relay's own. */
    model;

    constructor({ relay, conversation, log, follower, announce }) {
        this.#relay = relay;
        this.#conversation = conversation;
        this.#log = log;
        this.#follower = follower;
        this.#announce = announce;
        log.addEventListener('click', event => this.#onClick(event));
        addEventListener('pagehide', () => this.#leave());
        this.showAll();
    }

    get isWriting() {
        return this.#writing !== null;
    }

    get isEmpty() {
        return this.#conversation.isEmpty;
    }

    /** Whether the last reply failed for want of the access token. */
    get wantsToken() {
        return this.#conversation.turns.at(-1)?.error?.kind === 'unauthorized';
    }

    /** Asks. */
    send(text) {
        this.#add(new Question(text));
        return this.#ask();
    }

    /** Ends the reply that is being written. What has arrived stays. */
    stop() {
        this.#writing?.abort(Stopped);
    }

    /** Asks for the last reply again. */
    retry() {
        this.#conversation.takeBack(this.#conversation.turns.at(-1));
        this.#removeViews();
        return this.#ask();
    }

    /** Begins a new conversation. */
    clear() {
        this.stop();
        this.#writing = null;
        this.#conversation.turns = [];
        this.#conversation.save();
        this.showAll();
        this.onChange();
    }

    /** Builds all that shows anew, in the language that is chosen now. */
    showAll() {
        this.#views = this.#conversation.turns.map(viewOf);
        this.#log.replaceChildren(...this.#views.map(view => view.root));
    }

    // The browser ends the request anyway, which would look like a connection that broke.
    #leave() {
        this.#conversation.save();
        this.#writing?.abort(Left);
    }

    #add(turn) {
        this.#conversation.turns.push(turn);
        const view = viewOf(turn);
        this.#views.push(view);
        this.#log.append(view.root);
    }

    #removeViews() {
        for (const view of this.#views.splice(this.#conversation.turns.length)) {
            view.root.remove();
        }
    }

    async #ask() {
        const messages = this.#conversation.messages;
        const reply = new Reply();
        const writing = new AbortController();
        this.#writing = writing;
        this.#add(reply);
        this.#conversation.save();
        this.#announce(texts.announceWriting);
        this.onChange();
        this.#follower.toEnd();

        await this.#read(reply, messages, writing.signal);

        if (this.#writing !== writing) {
            // A new conversation was begun meanwhile.
            return;
        }
        this.#writing = null;
        this.#conversation.save();
        this.#views.at(-1).finish();
        this.#follower.follow();
        this.#announce(noticeOf(reply) ?? texts.announceComplete(shortened(reply.text)));
        this.onChange();
        if (reply.error?.kind === 'unauthorized') {
            this.onTokenWanted();
        }
    }

    async #read(reply, messages, signal) {
        const start = performance.now();
        const frames = new Frames(() => this.#showGrowth(signal));
        let saved = start;
        try {
            for await (const part of this.#relay.ask(messages, this.model, signal)) {
                const now = performance.now();
                reply.add(part, now - start);
                frames.request();
                if (now - saved > SaveEvery) {
                    saved = now;
                    this.#conversation.save();
                }
            }
            reply.state = 'complete';
        } catch (error) {
            if (signal.reason === Stopped) {
                reply.state = 'stopped';
            } else if (signal.reason === Left) {
                reply.fail('left');
            } else {
                reply.fail(error.kind ?? 'failed', error.message, error.status);
            }
        }
    }

    #showGrowth(signal) {
        if (this.#writing?.signal === signal) {
            this.#views.at(-1).show();
            this.#follower.follow();
        }
    }

    #onClick(event) {
        const button = event.target.closest('button');
        const view = this.#views.find(candidate => candidate.root.contains(button));
        switch (button?.dataset.action) {
            case 'retry': return this.retry();
            case 'token': return this.onTokenWanted();
            case 'copy-reply': return this.#copy(view.reply.text, button);
            case 'copy-code': return this.#copy(button.closest('.code').querySelector('pre').textContent, button);
            case 'edit': return view.startEditing(text => this.#sendInstead(view.question, text));
            case 'cancel-edit': return view.stopEditing();
        }
    }

    #sendInstead(question, text) {
        if (this.isWriting) {
            return;
        }
        this.#conversation.takeBack(question);
        this.#removeViews();
        this.send(text);
    }

    async #copy(text, button) {
        const result = await copy(text) ? texts.copied : texts.copyFailed;
        this.#announce(result);
        const label = button.querySelector('span') ?? button;
        const before = label.textContent;
        if (before !== result) {
            label.textContent = result;
            setTimeout(() => label.textContent = before, 1500);
        }
    }
}

function viewOf(turn) {
    return turn.role === 'user' ? new QuestionView(turn) : new ReplyView(turn);
}

function shortened(text) {
    return text.length > LongestAnnouncement ? `${text.slice(0, LongestAnnouncement)}…` : text;
}

/** Calls back once a frame at most, and takes no more than half of the time, so that keys and scrolling always get theirs. */
class Frames {
    #callback;
    #isRequested = false;
    #notBefore = 0;

    constructor(callback) {
        this.#callback = callback;
    }

    request() {
        if (!this.#isRequested) {
            this.#isRequested = true;
            requestAnimationFrame(time => this.#onFrame(time));
        }
    }

    #onFrame(time) {
        if (time < this.#notBefore) {
            requestAnimationFrame(next => this.#onFrame(next));
            return;
        }
        this.#isRequested = false;
        const start = performance.now();
        this.#callback();
        const end = performance.now();
        this.#notBefore = end + (end - start);
    }
}
