// Computes: parses and writes JSON, which is the engine's native code.
export default {
    async fetch(request) {
        const rows = [];
        for (let i = 0; i < 1500; i++) rows.push({ id: i, name: 'row ' + i, tags: ['a', 'b' + (i % 10)], score: i / 7 });
        let parsed = rows;
        for (let i = 0; i < 4; i++) parsed = JSON.parse(JSON.stringify(parsed));
        return new Response(String(parsed.reduce((sum, row) => sum + row.score + row.tags.length, 0)));
    },
};
