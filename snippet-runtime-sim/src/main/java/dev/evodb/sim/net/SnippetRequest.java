package dev.evodb.sim.net;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// An HTTP request, as it enters a snippet and as a snippet makes it to an origin.
///
/// @param method  upper case
/// @param url     absolute, `http` or `https`; kept in normal form (see `Url`)
/// @param headers lower-case names, one value each
/// @param body    borrowed, not copied: the caller leaves it unchanged; empty for no body
public record SnippetRequest(String method, String url, Map<String, String> headers, byte[] body) {
    private static final byte[] NO_BODY = {};

    /// @throws IllegalArgumentException if the URL is not an absolute http(s) URL, a header has a line break,
    ///     or a GET or HEAD request has a body
    public SnippetRequest {
        method = method.toUpperCase(Locale.ROOT);
        url = Url.parse(url).toString();
        headers = HttpHeaders.normalize(headers);
        if (body.length > 0 && (method.equals("GET") || method.equals("HEAD"))) {
            throw new IllegalArgumentException("a " + method + " request has no body, got " + body.length + " bytes");
        }
    }

    /// A GET request without headers.
    public static SnippetRequest get(String url) {
        return new SnippetRequest("GET", url, Map.of(), NO_BODY);
    }

    /// A POST request without headers.
    public static SnippetRequest post(String url, byte[] body) {
        return new SnippetRequest("POST", url, Map.of(), body);
    }

    /// The same request with one header more, or with another value of it.
    public SnippetRequest withHeader(String name, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(name.toLowerCase(Locale.ROOT), value);
        return new SnippetRequest(method, url, more, body);
    }
}
