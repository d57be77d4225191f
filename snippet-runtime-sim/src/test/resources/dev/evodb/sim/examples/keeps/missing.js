// An object that is not there is an answer, no exception.
export default {
    async fetch(request) {
        const answer = await fetch('https://store.example/absent');
        return new Response(answer.status + ' ' + answer.ok);
    },
};
