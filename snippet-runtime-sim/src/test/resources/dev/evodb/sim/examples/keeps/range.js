// One range of an object.
export default {
    async fetch(request) {
        const answer = await fetch('https://store.example/object', { headers: { range: 'bytes=3-5' } });
        return new Response(answer.status + ' ' + (await answer.text()));
    },
};
