// The module itself does not come to an end, so there is no handler to ask.
for (;;);
export default {
    fetch() {
        return new Response('never');
    },
};
