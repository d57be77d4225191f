// Answers at once, and leaves microtasks that never end.
export default {
    async fetch(request) {
        const again = () => queueMicrotask(again);
        again();
        return new Response('x');
    },
};
