// Keeps 40 MiB of text.
export default {
    async fetch(request) {
        globalThis.kept = [];
        for (let i = 0; i < 40; i++) kept.push(new TextDecoder().decode(new Uint8Array(1 << 20).fill(97 + (i % 26))));
        return new Response(String(kept.length));
    },
};
