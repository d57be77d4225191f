// An exception that is caught is nobody's business.
export default {
    async fetch(request) {
        try {
            null.x;
        } catch (e) {
            return new Response(e instanceof TypeError ? 'caught' : 'other');
        }
    },
};
