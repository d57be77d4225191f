// Reads a body twice.
export default {
    async fetch(request) {
        const answer = await fetch('https://store.example/object');
        return new Response((await answer.text()) + (await answer.text()));
    },
};
