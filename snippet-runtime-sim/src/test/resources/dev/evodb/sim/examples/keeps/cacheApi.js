// Keeps an answer in the cache and finds it again. The three calls are subrequests.
export default {
    async fetch(request) {
        const key = 'https://snippet.example/kept';
        const before = await caches.default.match(key);
        await caches.default.put(key, new Response('kept', { headers: { 'cache-control': 'max-age=60' } }));
        const after = await caches.default.match(key);
        return new Response(String(before) + ' ' + (await after.text()));
    },
};
