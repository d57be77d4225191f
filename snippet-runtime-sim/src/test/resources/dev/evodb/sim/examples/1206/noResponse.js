// An answer that is no Response.
export default {
    async fetch(request) {
        return 'text';
    },
};
