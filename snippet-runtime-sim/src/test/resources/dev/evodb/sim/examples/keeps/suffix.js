// The last bytes of an object, whose length nobody knows.
export default {
    async fetch(request) {
        const answer = await fetch('https://store.example/object', { headers: { range: 'bytes=-2' } });
        return new Response(answer.headers.get('content-range') + ' ' + (await answer.text()));
    },
};
