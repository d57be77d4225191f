// As many subrequests as are allowed, all in the air at once.
export default {
    async fetch(request) {
        const get = i => fetch('https://store.example/object', { headers: { range: `bytes=${i}-${i}` } });
        const answers = await Promise.all([0, 1, 2, 3, 4].map(get));
        return new Response((await Promise.all(answers.map(answer => answer.text()))).join('-'));
    },
};
