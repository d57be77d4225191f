// A cache that nobody bounds.
export default {
    async fetch(request) {
        globalThis.cache = new Map();
        for (let i = 0; i < 800000; i++) cache.set(i, [i, i]);
        return new Response(String(cache.size));
    },
};
