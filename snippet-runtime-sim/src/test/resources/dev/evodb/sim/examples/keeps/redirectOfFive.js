// A redirect chain of four hops and their end: five subrequests.
export default {
    async fetch(request) {
        const answer = await fetch('https://moved.example/4');
        return new Response(answer.redirected + ' ' + answer.url + ' ' + (await answer.text()));
    },
};
