// A cache that nobody bounds.
export default {
    async fetch(request) {
        globalThis.cache = new Map();
        for (let i = 0; i < 150000; i++) cache.set(i, new Array(64).fill(i));
        return new Response(String(cache.size));
    },
};
