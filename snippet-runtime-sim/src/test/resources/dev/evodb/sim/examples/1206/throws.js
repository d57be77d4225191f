// An exception that nobody catches.
export default {
    async fetch(request) {
        throw new Error('boom');
    },
};
