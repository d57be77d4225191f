// A promise that is rejected and that nobody looks at ends no request.
export default {
    async fetch(request) {
        Promise.reject(new Error('nobody waits for this'));
        return new Response('fine');
    },
};
