/**
 * The data of the events of an event stream, as they arrive. Comments, which keep a silent connection open, are passed over.
 * @param {ReadableStream<Uint8Array>} body
 */
export async function* readEvents(body) {
    // Not a TextDecoderStream: when the connection breaks, a pipe throws away what has arrived and isn't read yet.
    const reader = body.getReader();
    const decoder = new TextDecoder();
    let rest = '';
    let data = [];
    try {
        for (;;) {
            const { done, value } = await reader.read();
            if (done) {
                return;
            }
            // A carriage return at the end may have its line feed in the next chunk.
            const text = rest + decoder.decode(value, { stream: true });
            const end = text.endsWith('\r') ? text.length - 1 : text.length;
            const lines = text.slice(0, end).split(/\r\n|\n|\r/);
            rest = lines.pop() + text.slice(end);
            for (const line of lines) {
                if (line.startsWith('data:')) {
                    data.push(line.slice(line[5] === ' ' ? 6 : 5));
                } else if (line === '' && data.length > 0) {
                    yield data.join('\n');
                    data = [];
                }
            }
        }
    } finally {
        // Who has enough closes the connection.
        reader.cancel().catch(() => {});
    }
}
