// A typed array of 40 MiB, which only a function still sees.
export default {
    async fetch(request) {
        const floats = new Float64Array(5 << 20).fill(1);
        globalThis.look = i => floats[i];
        return new Response(String(look(3)));
    },
};
