import { readEvents } from './events.js';
import { tab } from './storage.js';

/** Why there is no reply, or not the whole of it. */
export class RelayError extends Error {
    /**
     * @param {'unreachable'|'unauthorized'|'refused'|'failed'|'broken'} kind
     * @param {string} message What the relay says.
     * @param {number} status The HTTP status of an answer that is an error.
     */
    constructor(kind, message = '', status = 0) {
        super(message);
        this.kind = kind;
        this.status = status;
    }
}

/** The relay that served this page, as an OpenAI-compatible service. */
export class Relay {
    #token = tab.read('token');

    get hasToken() {
        return this.#token !== null;
    }

    /** The access token, which lives as long as the tab. */
    set token(value) {
        this.#token = value;
        tab.write('token', value);
    }

    /** The names of the models. */
    async listModels() {
        const response = await this.#send('v1/models');
        const list = await response.json();
        return list.data.map(model => model.id);
    }

    /**
     * Asks for a reply and yields what it's made of as it arrives: `{ content }`, `{ reasoning }`, `{ model }`, `{ finishReason }`, `{ usage }`.
     * It returns when the reply is whole, and throws when it isn't.
     */
    async* ask(messages, model, signal) {
        const response = await this.#send('v1/chat/completions', {
            method: 'POST',
            headers: { 'Content-Type': 'application/json' },
            body: JSON.stringify({ ...(model && { model }), messages, stream: true, stream_options: { include_usage: true } }),
            signal,
        });
        try {
            for await (const data of readEvents(response.body)) {
                if (data === '[DONE]') {
                    return;
                }
                yield* partsOf(JSON.parse(data));
            }
        } catch (error) {
            throw error instanceof RelayError || signal.aborted ? error : new RelayError('broken');
        }
        throw new RelayError('broken');
    }

    async #send(path, options = {}) {
        const headers = { ...options.headers, ...(this.#token && { Authorization: `Bearer ${this.#token}` }) };
        let response;
        try {
            response = await fetch(path, { ...options, headers, cache: 'no-store' });
        } catch (error) {
            throw options.signal?.aborted ? error : new RelayError('unreachable');
        }
        if (response.ok) {
            return response;
        }
        throw response.status === 401
            ? new RelayError('unauthorized')
            : new RelayError('refused', await readMessage(response), response.status);
    }
}

function* partsOf(chunk) {
    if (chunk.error) {
        throw new RelayError('failed', chunk.error.message ?? '');
    }
    if (chunk.model) {
        yield { model: chunk.model };
    }
    const choice = chunk.choices?.[0];
    if (choice?.delta?.reasoning_content) {
        yield { reasoning: choice.delta.reasoning_content };
    }
    if (choice?.delta?.content) {
        yield { content: choice.delta.content };
    }
    if (choice?.finish_reason) {
        yield { finishReason: choice.finish_reason };
    }
    if (chunk.usage) {
        yield { usage: { input: chunk.usage.prompt_tokens, output: chunk.usage.completion_tokens } };
    }
}

async function readMessage(response) {
    try {
        return (await response.json()).error.message;
    } catch {
        return response.statusText;
    }
}
