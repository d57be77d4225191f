// Binary in, binary out.
export default {
    async fetch(request) {
        const bytes = new Uint8Array(await (await fetch('https://store.example/object')).arrayBuffer());
        return new Response(bytes.map(x => x ^ 255));
    },
};
