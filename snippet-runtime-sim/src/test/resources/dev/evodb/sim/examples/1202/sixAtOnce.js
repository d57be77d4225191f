// Six subrequests at once where five are allowed.
export default {
    async fetch(request) {
        await Promise.all([1, 2, 3, 4, 5, 6].map(i => fetch('https://store.example/object?' + i)));
        return new Response('x');
    },
};
