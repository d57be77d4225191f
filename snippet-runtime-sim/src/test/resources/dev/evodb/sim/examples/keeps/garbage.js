// Makes 8 MiB of garbage and keeps none of it.
export default {
    async fetch(request) {
        let sum = 0;
        for (let i = 0; i < 8; i++) sum += new Uint8Array(1 << 20).fill(i)[i];
        return new Response(String(sum));
    },
};
