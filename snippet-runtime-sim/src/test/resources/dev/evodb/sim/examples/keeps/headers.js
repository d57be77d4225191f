// Headers of the request and of the answer, whose names come in any case.
export default {
    async fetch(request) {
        return new Response('x', { headers: { 'X-Two': ' b ', 'x-one': request.headers.get('x-in') } });
    },
};
