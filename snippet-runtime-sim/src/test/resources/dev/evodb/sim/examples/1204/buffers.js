// Keeps 40 MiB in an array buffer where 32 are allowed.
export default {
    async fetch(request) {
        globalThis.kept = new Uint8Array(40 << 20).fill(1);
        return new Response('x');
    },
};
