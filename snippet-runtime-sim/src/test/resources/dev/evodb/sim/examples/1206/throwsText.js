// Something thrown that is no Error.
export default {
    async fetch(request) {
        throw 'boom';
    },
};
