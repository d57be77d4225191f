// Takes a URL apart and changes it.
export default {
    async fetch(request) {
        const url = new URL(request.url);
        url.searchParams.append('n', 'a b&c');
        return new Response([url.href, url.pathname, url.searchParams.get('q'), url.host, request.method].join('\n'));
    },
};
