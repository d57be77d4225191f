// Code from a text, which snippets cannot have.
export default {
    async fetch(request) {
        return new Response(String(eval('1 + 1')));
    },
};
