// Waits for a promise that nobody keeps.
export default {
    async fetch(request) {
        await new Promise(() => {});
        return new Response('x');
    },
};
