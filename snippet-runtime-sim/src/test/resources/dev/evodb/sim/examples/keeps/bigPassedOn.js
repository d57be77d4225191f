// An answer of 4 MiB, handed on with another header.
export default {
    async fetch(request) {
        const answer = await fetch('https://store.example/big');
        return new Response(answer.body, { status: answer.status, headers: { 'x-by': 'snippet' } });
    },
};
