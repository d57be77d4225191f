// A redirect mode that there is not at the edge: 'error'.
export default {
    async fetch(request) {
        await fetch('https://moved.example/1', { redirect: 'error' });
        return new Response('x');
    },
};
