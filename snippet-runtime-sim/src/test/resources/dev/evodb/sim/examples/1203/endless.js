// A loop that never ends.
export default {
    async fetch(request) {
        for (;;);
    },
};
