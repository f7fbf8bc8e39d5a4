// The `openai` package of npm beside the others: reads a line, streams a reply, prints what it took. Started by benchmarks.ps1.
// Arguments: the folder that has the package, the base address, the deltas a reply has to have.
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { join, resolve } from 'node:path';

const [modules, baseURL, count] = process.argv.slice(2);
const OpenAI = createRequire(join(resolve(modules), 'benchmark.cjs'))('openai').default;
const client = new OpenAI({ apiKey: 'none', baseURL });

async function measure() {
    const start = performance.now();
    const stream = await client.chat.completions.create({ model: 'test-model', messages: [{ role: 'user', content: 'Hello' }], stream: true });
    let deltas = 0;
    for await (const chunk of stream) {
        if (chunk.choices[0]?.delta?.content) {
            deltas++;
        }
    }
    if (deltas !== Number(count)) {
        throw new Error(`${deltas} of ${count} deltas arrived.`);
    }
    return { deltas, milliseconds: performance.now() - start };
}

for await (const _ of createInterface({ input: process.stdin })) {
    console.log(JSON.stringify(await measure()));
}
