// The official client, pointed at a relay. Arguments: the relay's address, the access token, the scenario. It prints what it saw as JSON.
import OpenAI from 'openai';

const [address, token, scenario] = process.argv.slice(2);
const client = new OpenAI({ apiKey: token, baseURL: `${address}v1`, maxRetries: 0 });
const question = { model: 'asked', messages: [{ role: 'user', content: 'Hello' }] };
const weather = {
    type: 'function',
    function: { name: 'weather', description: 'The weather', parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] } },
};

async function collect(stream) {
    const chunks = [];
    for await (const chunk of stream) {
        chunks.push(chunk);
    }
    return chunks;
}

const scenarios = {
    async stream() {
        const chunks = await collect(await client.chat.completions.create({ ...question, stream: true, stream_options: { include_usage: true } }));
        return {
            text: chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join(''),
            role: chunks[0].choices[0].delta.role,
            finish: chunks.map((chunk) => chunk.choices[0]?.finish_reason).filter(Boolean),
            usage: chunks.at(-1).usage,
        };
    },

    async whole() {
        const reply = await client.chat.completions.create({ ...question, temperature: 0.5, stop: ['END'] });
        return { text: reply.choices[0].message.content, finish: reply.choices[0].finish_reason, tokens: reply.usage.total_tokens };
    },

    // The client's own collector, which puts the pieces of calls together, and then the tool's result.
    async tools() {
        const stream = client.chat.completions.stream({ ...question, tools: [weather] });
        const { message, finish_reason: finish } = (await stream.finalChatCompletion()).choices[0];
        const reply = await client.chat.completions.create({
            ...question,
            tools: [weather],
            messages: [...question.messages, message, { role: 'tool', tool_call_id: message.tool_calls[0].id, content: 'Rain' }],
        });
        return { finish, call: message.tool_calls[0], answer: reply.choices[0].message.content };
    },

    async models() {
        const ids = [];
        for await (const model of client.models.list()) {
            ids.push(model.id);
        }
        return { ids, one: (await client.models.retrieve(ids[0])).id };
    },

    async error() {
        try {
            return await client.chat.completions.create(question);
        } catch (error) {
            return { name: error.constructor.name, status: error.status, code: error.code, type: error.type, retryAfter: error.headers.get('retry-after'), message: error.message };
        }
    },

    async broken() {
        const texts = [];
        try {
            for await (const chunk of await client.chat.completions.create({ ...question, stream: true })) {
                texts.push(chunk.choices[0].delta.content);
            }
            return { texts };
        } catch (error) {
            return { texts, name: error.constructor.name, code: error.code, message: error.message };
        }
    },

    async abort() {
        const stream = await client.chat.completions.create({ ...question, stream: true });
        let text = '';
        for await (const chunk of stream) {
            text += chunk.choices[0].delta.content;
            stream.controller.abort();
        }
        // The process stays until it's told to go: it's the client that has to close the connection, and not the end of the process.
        for await (const _ of process.stdin);
        return { text };
    },
};

console.log(JSON.stringify(await scenarios[scenario]()));
