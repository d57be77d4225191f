// An exception in a promise that the handler waits for.
export default {
    async fetch(request) {
        const later = fetch('https://store.example/object').then(answer => answer.json());
        await Promise.all([later]);
        return new Response('x');
    },
};
