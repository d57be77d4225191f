// Computes: objects, sorted by a comparison of the snippet's own.
export default {
    async fetch(request) {
        const found = [];
        for (let i = 0; i < 1500; i++) found.push({ id: i, distance: (i * 7919) % 1009 });
        found.sort((a, b) => a.distance - b.distance || a.id - b.id);
        return Response.json(found.slice(0, 5));
    },
};
