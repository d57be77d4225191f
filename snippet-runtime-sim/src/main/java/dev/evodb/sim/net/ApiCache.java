package dev.evodb.sim.net;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What snippets have put into `caches.default` and into caches of their own names. Shared by all
/// snippets and isolates, as in one data centre; nothing is evicted for space.
///
/// Source of the rules: Cloudflare Workers documentation, "Cache".
public final class ApiCache {
    private static final Pattern MAX_AGE = Pattern.compile("(?:^|[ ,])(s-maxage|max-age)=(\\d{1,9})");
    private static final long DAY_MICROS = 24L * 3_600 * 1_000_000;

    private final Map<String, Entry> entries = new HashMap<>();

    private record Entry(OriginResponse response, long freshUntilMicros) {}

    /// The cached answer to a GET of `request.url()`; a single range, `If-None-Match` and `If-Range` are
    /// honoured.
    public Optional<OriginResponse> match(String cache, SnippetRequest request, long nowMicros) {
        Entry entry = entries.get(key(cache, request.url()));
        if (entry == null || entry.freshUntilMicros <= nowMicros) {
            return Optional.empty();
        }
        OriginResponse response = entry.response;
        String etag = response.headers().getOrDefault("etag", "");
        if (!etag.isEmpty()
                && request.headers().getOrDefault("if-none-match", "").equals(etag)) {
            return Optional.of(new OriginResponse(304, response.headers(), new byte[0]));
        }
        String range = request.headers().getOrDefault("if-range", etag).equals(etag)
                ? request.headers().getOrDefault("range", "")
                : "";
        byte[] body = response.body();
        Map<String, String> headers = new TreeMap<>(response.headers());
        headers.put("cf-cache-status", "HIT");
        return Optional.of(
                switch (ByteRange.of(range, body.length)) {
                    case ByteRange.Whole() -> new OriginResponse(response.status(), headers, body);
                    case ByteRange.Part(long from, long to) -> {
                        headers.put("content-range", "bytes " + from + "-" + (to - 1) + "/" + body.length);
                        headers.put("content-length", Long.toString(to - from));
                        yield new OriginResponse(
                                206, headers, Arrays.copyOfRange(body, Math.toIntExact(from), Math.toIntExact(to)));
                    }
                    case ByteRange.Unsatisfiable() ->
                        new OriginResponse(416, Map.of("content-range", "bytes */" + body.length), new byte[0]);
                });
    }

    /// Keeps `response` for as long as its `cache-control` says, a day if it says nothing; not at all if
    /// it forbids that or sets a cookie. The body is borrowed for good.
    ///
    /// Answers why it cannot be put, which rejects the snippet's promise; empty if it was taken or left.
    public Optional<String> put(String cache, SnippetRequest request, OriginResponse response, long nowMicros) {
        if (!request.method().equals("GET")) {
            return Optional.of("Cannot cache response to non-GET request.");
        }
        if (response.status() == 206) {
            return Optional.of("Cannot cache response to a range request (206 Partial Content).");
        }
        if (response.headers().getOrDefault("vary", "").contains("*")) {
            return Optional.of("Cannot cache response with 'Vary: *' header.");
        }
        String control = response.headers().getOrDefault("cache-control", "");
        boolean isForbidden = control.contains("no-store")
                || control.contains("private")
                || control.contains("no-cache")
                || response.headers().containsKey("set-cookie");
        if (!isForbidden) {
            entries.put(key(cache, request.url()), new Entry(response, nowMicros + lifeMicros(control)));
        }
        return Optional.empty();
    }

    /// Forgets an answer; says whether there was one.
    public boolean delete(String cache, SnippetRequest request, long nowMicros) {
        Entry entry = entries.remove(key(cache, request.url()));
        return entry != null && entry.freshUntilMicros > nowMicros;
    }

    private static long lifeMicros(String control) {
        long seconds = -1;
        Matcher matcher = MAX_AGE.matcher(control);
        while (matcher.find()) {
            // A shared cache's own age wins.
            if (seconds < 0 || matcher.group(1).equals("s-maxage")) {
                seconds = Long.parseLong(matcher.group(2));
            }
        }
        return seconds < 0 ? DAY_MICROS : seconds * 1_000_000;
    }

    private static String key(String cache, String url) {
        return cache + "\n" + url;
    }
}
