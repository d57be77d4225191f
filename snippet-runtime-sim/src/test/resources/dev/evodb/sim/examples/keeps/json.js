// An answer in JSON with a status of its own.
export default {
    async fetch(request) {
        return Response.json({ a: [1, 2.5, 1e21], b: null, c: 'ü' }, { status: 201 });
    },
};
