// Looks at a redirect and does not follow it: one subrequest.
export default {
    async fetch(request) {
        const answer = await fetch('https://moved.example/loop', { redirect: 'manual' });
        return new Response(answer.status + ' ' + answer.headers.get('location'));
    },
};
