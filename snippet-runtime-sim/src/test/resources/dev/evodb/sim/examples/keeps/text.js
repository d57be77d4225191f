// A text beyond ASCII.
export default {
    async fetch(request) {
        return new Response('Grüße, 😀');
    },
};
