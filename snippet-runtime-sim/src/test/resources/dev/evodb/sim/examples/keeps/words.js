// Computes: the words of a text and how often each of them comes.
export default {
    async fetch(request) {
        let text = '';
        for (let i = 0; i < 4000; i++) text += 'w' + ((i * i) % 97) + (i % 7 === 0 ? '. ' : ' ');
        const counts = new Map();
        for (const word of text.split(/[ .]+/)) counts.set(word, (counts.get(word) || 0) + 1);
        return Response.json([...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, 3));
    },
};
