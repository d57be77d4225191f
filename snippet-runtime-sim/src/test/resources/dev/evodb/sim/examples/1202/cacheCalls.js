// Calls of the Cache API count as well: four of them and two fetches.
export default {
    async fetch(request) {
        for (let i = 0; i < 4; i++) await caches.default.match('https://snippet.example/' + i);
        await fetch('https://store.example/object');
        await fetch('https://store.example/object');
        return new Response('x');
    },
};
