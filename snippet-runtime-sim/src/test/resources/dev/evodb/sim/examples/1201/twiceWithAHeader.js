// Fetches the incoming request, and again with a header more: it is the same request.
export default {
    async fetch(request) {
        await fetch(request.clone());
        await fetch(new Request(request, { headers: { 'x-try': '2' } }));
        return new Response('x');
    },
};
