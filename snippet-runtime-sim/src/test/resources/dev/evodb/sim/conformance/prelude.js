// What stands before the expressions of every transcript: evaluates `cases` one after the other and answers with the text of
// what each has come to.
const utf8 = text => new TextEncoder().encode(text);
const hex = async bytes => new Uint8Array(await bytes).toHex();
const at = (length, text) => {
    const all = new Uint8Array(length);
    all.set(utf8(text), length - text.length);
    return all.subarray(length - text.length);
};
const detached = () => {
    const bytes = new Uint8Array([1, 2, 3]);
    bytes.buffer.transfer();
    return bytes;
};
const error = e => e instanceof Error ? `${e.constructor.name} ${e.name}${e.code ? ' ' + e.code : ''}: ${e.message}` : 'value ' + show(e);

function show(value) {
    if (typeof value === 'string') return JSON.stringify(value);
    if (typeof value === 'bigint') return value + 'n';
    if (value === null || typeof value !== 'object') return Object.is(value, -0) ? '-0' : String(value);
    if (value instanceof ArrayBuffer) return 'ArrayBuffer ' + new Uint8Array(value).toHex();
    if (ArrayBuffer.isView(value)) return value.constructor.name + ' [' + [...value].map(show).join() + ']';
    if (Array.isArray(value)) return '[' + value.map(show).join(', ') + ']';
    if (value instanceof Error) return error(value);
    if (Object.getPrototypeOf(value) === Object.prototype) return '{' + Object.entries(value).map(([k, v]) => k + ': ' + show(v)).join(', ') + '}';
    return Object.prototype.toString.call(value) + ' ' + String(value);
}


export default {
    async fetch(request) {
        const answers = [];
        for (const evaluate of cases) {
            try {
                answers.push(show(await evaluate(request.clone())));
            } catch (e) {
                answers.push('throws ' + error(e));
            }
        }
        return new Response(JSON.stringify(answers));
    }
};
