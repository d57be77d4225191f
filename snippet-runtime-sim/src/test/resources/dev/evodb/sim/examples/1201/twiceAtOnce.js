// Fetches the incoming request twice, at once.
export default {
    async fetch(request) {
        await Promise.all([fetch(request.clone()), fetch(request)]);
        return new Response('x');
    },
};
