// A regular expression that tries every way to fail.
export default {
    async fetch(request) {
        return new Response(String(/^(a+)+$/.test('a'.repeat(40) + 'b')));
    },
};
