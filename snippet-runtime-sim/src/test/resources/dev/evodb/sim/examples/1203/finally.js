// A loop in finally, where a time limit that throws would be caught.
export default {
    async fetch(request) {
        for (;;) {
            try {
                for (;;);
            } finally {
                continue;
            }
        }
    },
};
