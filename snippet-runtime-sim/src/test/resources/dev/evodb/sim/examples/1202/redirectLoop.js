// A redirect that leads to itself.
export default {
    async fetch(request) {
        await fetch('https://moved.example/loop');
        return new Response('x');
    },
};
