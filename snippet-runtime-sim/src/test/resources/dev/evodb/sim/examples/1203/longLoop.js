// A loop that ends, far too late.
export default {
    async fetch(request) {
        let s = 0;
        for (let i = 0; i < 400000000; i++) s = (s * 31 + i) % 1000003;
        return new Response(String(s));
    },
};
