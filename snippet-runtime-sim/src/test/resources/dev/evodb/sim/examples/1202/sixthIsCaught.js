// The sixth subrequest ends the request; no catch sees it.
export default {
    async fetch(request) {
        try {
            for (let i = 0; i < 6; i++) await fetch('https://store.example/object');
        } catch (e) {
            return new Response('caught');
        }
        return new Response('x');
    },
};
