// A recursion without an end.
export default {
    async fetch(request) {
        const deeper = n => 1 + deeper(n + 1);
        return new Response(String(deeper(0)));
    },
};
