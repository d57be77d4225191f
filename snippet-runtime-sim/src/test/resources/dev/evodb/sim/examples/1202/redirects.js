// Two fetches, each through two redirects: six subrequests.
export default {
    async fetch(request) {
        await fetch('https://moved.example/2');
        await fetch('https://moved.example/2');
        return new Response('x');
    },
};
