// One subrequest after the other, six where five are allowed.
export default {
    async fetch(request) {
        for (let i = 0; i < 6; i++) await fetch('https://store.example/object');
        return new Response('x');
    },
};
