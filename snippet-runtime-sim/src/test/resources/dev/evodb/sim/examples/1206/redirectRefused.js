// A redirect where the snippet wants none.
export default {
    async fetch(request) {
        await fetch('https://moved.example/1', { redirect: 'error' });
        return new Response('x');
    },
};
