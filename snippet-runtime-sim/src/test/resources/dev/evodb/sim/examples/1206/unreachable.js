// A host that is not there.
export default {
    async fetch(request) {
        await fetch('https://absent.example/');
        return new Response('x');
    },
};
