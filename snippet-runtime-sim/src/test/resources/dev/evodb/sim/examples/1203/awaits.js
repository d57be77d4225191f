// The same with await.
export default {
    async fetch(request) {
        for (let i = 0; ; i++) await i;
    },
};
