// A loop that is too long in the turn after a subrequest.
export default {
    async fetch(request) {
        await fetch('https://store.example/object');
        let s = 0;
        for (let i = 0; i < 400000000; i++) s = (s * 31 + i) % 1000003;
        return new Response(String(s));
    },
};
