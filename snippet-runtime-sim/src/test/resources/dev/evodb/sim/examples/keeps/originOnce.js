// Fetches the incoming request once, as a snippet in front of a site does.
export default {
    async fetch(request) {
        const answer = await fetch(request);
        return new Response(answer.status + ' of the origin');
    },
};
