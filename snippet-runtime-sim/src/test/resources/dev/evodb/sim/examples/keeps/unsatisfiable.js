// A range beyond the end: status 416.
export default {
    async fetch(request) {
        const answer = await fetch('https://store.example/object', { headers: { range: 'bytes=99-' } });
        return new Response(String(answer.status));
    },
};
