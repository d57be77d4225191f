// Reads a body of 48 MiB, and keeps it.
export default {
    async fetch(request) {
        globalThis.kept = await (await fetch('https://store.example/huge')).arrayBuffer();
        return new Response(String(kept.byteLength));
    },
};
