// Keeps a million small objects.
export default {
    async fetch(request) {
        globalThis.kept = [];
        for (let i = 0; i < 1000000; i++) kept.push({ id: i, name: i + 0.5 });
        return new Response(String(kept.length));
    },
};
