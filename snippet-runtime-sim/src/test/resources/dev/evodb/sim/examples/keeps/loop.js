// Computes: integers in a loop.
export default {
    async fetch(request) {
        let s = 0;
        for (let i = 0; i < 60000; i++) s = (s * 31 + i) % 1000003;
        return new Response(String(s));
    },
};
