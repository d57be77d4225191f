// An answer of 4 MiB, made here.
export default {
    async fetch(request) {
        const bytes = new Uint32Array(1 << 20);
        bytes.fill(0x01020304);
        return new Response(bytes);
    },
};
