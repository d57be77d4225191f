// Fetches the incoming request twice, each time its copy.
export default {
    async fetch(request) {
        await fetch(request.clone());
        await fetch(request.clone());
        return new Response('x');
    },
};
